import { bitRateRules } from './bit-rate-rules.js';
import { codecRules } from './codec-rules.js';
import { deliveryRules } from './delivery-rules.js';
import { iFrameRules } from './i-frame-rules.js';
import { mediaPlaylistRules } from './media-playlist-rules.js';
import { playlistRules } from './playlist-rules.js';
import type { Rule } from './rule.js';
import { segmentRules } from './segment-rules.js';
import { timelineRules } from './timeline-rules.js';
import { variantRules } from './variant-rules.js';

/** Every rule, in the order of the report. */
export const rules: readonly Rule[] = [
  ...playlistRules,
  ...variantRules,
  ...bitRateRules,
  ...iFrameRules,
  ...mediaPlaylistRules,
  ...segmentRules,
  ...timelineRules,
  ...codecRules,
  ...deliveryRules,
];
