import { join, resolve } from 'node:path';
import { readEnvironment, type SettingName } from '@sluice/service';
import { projectRoot } from './platform.js';
import { loadRunningEnvironment } from './running-environment.js';

/** The settings that a script needs: of the container it runs in, or of the platform that `npm start` runs here. */
export function readScriptEnvironment<Name extends SettingName>(
  names: readonly Name[],
  dataDir: string | undefined,
) {
  return readEnvironment(
    names,
    loadRunningEnvironment(dataDir ? resolve(dataDir) : join(projectRoot, '.sluice')),
  );
}
