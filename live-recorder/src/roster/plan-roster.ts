import { needsRestart, type CameraSettings } from '../camera/camera-settings.js';

/** What has to happen so that exactly the cameras of the table are recorded, as it says. */
export interface RosterPlan {
  start: CameraSettings[];
  restart: CameraSettings[];
  takeOver: CameraSettings[];
  remove: string[];
  /** Removed while no recorder ran, or another database's: only what was said of them goes, their past is for housekeeping. */
  forget: string[];
}

/** `known` are those that some recorder has told of. */
export function planRoster(
  current: ReadonlyMap<string, CameraSettings>,
  wanted: readonly CameraSettings[],
  known: readonly string[],
): RosterPlan {
  const plan: RosterPlan = { start: [], restart: [], takeOver: [], remove: [], forget: [] };
  for (const camera of wanted) {
    const before = current.get(camera.id);
    if (!before) plan.start.push(camera);
    else if (needsRestart(before, camera)) plan.restart.push(camera);
    else plan.takeOver.push(camera);
  }
  const ids = new Set(wanted.map(({ id }) => id));
  plan.remove = [...current.keys()].filter((id) => !ids.has(id));
  plan.forget = known.filter((id) => !ids.has(id) && !current.has(id));
  return plan;
}
