/** A page that records a clip says so this often, with what it shows. */
export const clipHeartbeatSec = 5;
/** Before the moment of the click. */
export const preRollMaxSec = 3600;
/** Nothing shorter is cut: it is less than a picture or two. */
export const clipMinMs = 100;
/** So far may a page's clock, or what it shows, lie ahead of the newest segment: that much is waited for. */
export const aheadMaxMs = 5000;
