const [width, height, fps] = [640, 360, 30];
const barWidth = 20;
/** The value in the bars is the UTC millisecond modulo 2^28: three days. */
export const clockBars = 28;

/** What the test picture is, as its probe would say. */
export const testPicture = { width, height, fps };

export const testPictureSource = `testsrc2=size=${width}x${height}:rate=${fps}`;

const bar = (bit: number): string =>
  `drawbox=x=${barWidth * (clockBars - 1 - bit)}:y=0:w=${barWidth}:h=24:color=white:t=fill:` +
  `enable='mod(floor(mod(t*1000,${2 ** clockBars})/${2 ** bit}),2)'`;

/**
 * Draws the UTC millisecond at which each picture is made along its top, as 28 black and white bars, the highest bit at
 * the left: whoever doubts a time of the platform can read it off the picture.
 */
export const testPictureFilter = [
  // within these two, t is the time of day
  'settb=1/1000',
  'setpts=RTCTIME/1000',
  `drawbox=x=0:y=0:w=${barWidth * clockBars}:h=24:color=black:t=fill`,
  ...Array.from({ length: clockBars }, (_, bit) => bar(bit)),
  'settb=1/90000',
  `setpts=N*${90_000 / fps}`,
].join(',');
