/** A device's id; undefined for the one that the browser takes by itself. */
type DeviceId = string | undefined;

const pictureMost = {
  width: { ideal: 1280, max: 1920 },
  height: { ideal: 720, max: 1080 },
  frameRate: { ideal: 30, max: 30 },
} as const satisfies MediaTrackConstraints;

const exactly = (deviceId: DeviceId) => (deviceId === undefined ? {} : { deviceId: { exact: deviceId } });

export const openCamera = (deviceId: DeviceId): Promise<MediaStreamTrack> =>
  openOne({ video: { ...pictureMost, ...exactly(deviceId) } });

export const openMicrophone = (deviceId: DeviceId): Promise<MediaStreamTrack> =>
  openOne({ audio: exactly(deviceId) });

/** Both with one question to the person. Throws when either can't be had. */
export async function openBoth(
  camera: DeviceId,
  microphone: DeviceId,
): Promise<{ camera: MediaStreamTrack; microphone: MediaStreamTrack }> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { ...pictureMost, ...exactly(camera) },
    audio: exactly(microphone),
  });
  return { camera: onlyTrack(stream.getVideoTracks()), microphone: onlyTrack(stream.getAudioTracks()) };
}

export async function openScreen(): Promise<MediaStreamTrack> {
  const { height, width, frameRate } = pictureMost;
  const stream = await navigator.mediaDevices.getDisplayMedia({
    video: {
      width: { max: width.max },
      height: { max: height.max },
      frameRate: { max: frameRate.max },
    },
    audio: false,
  });
  const track = onlyTrack(stream.getVideoTracks());
  // Letters should stay sharp; the encoder saves frames first.
  track.contentHint = 'detail';
  return track;
}

async function openOne(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  return onlyTrack((await navigator.mediaDevices.getUserMedia(constraints)).getTracks());
}

function onlyTrack([track]: MediaStreamTrack[]): MediaStreamTrack {
  if (!track) throw new DOMException('the browser gave no track', 'NotFoundError');
  return track;
}
