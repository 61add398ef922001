/** The capture core is the biggest piece of a room: it comes with somebody who enters one, or who left something behind. */
export const loadRecorder = () => import('../recorder/recorder');
export const loadLeftovers = () => import('../recorder/leftovers/resume-unfinished-uploads');
export const loadSaving = () => import('../recorder/leftovers/save-to-file');
export type { Recorder } from '../recorder/recorder';
