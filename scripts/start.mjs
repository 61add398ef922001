// npm start: prepares this folder, then starts the platform (scripts/start/main.ts).
import { checkNode, ensureBuild, ensureDependencies, root } from './bootstrap/prepare.mjs';

process.chdir(root);
checkNode();
ensureDependencies();
ensureBuild();
await import('../dist/scripts/start/main.js');
