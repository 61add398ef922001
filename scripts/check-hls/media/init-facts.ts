import {
  findBox,
  Mp4Error,
  readBoxes,
  readInitSegment,
  requireBox,
  type Box,
  type InitSegment,
} from '@sluice/vod';
import { readAudioConfig, type AudioConfig } from './audio-config.js';
import { readEditList, type EditList } from './edit-list.js';
import { readSequenceParameterSet, type SequenceParameterSet } from './sequence-parameter-set.js';

/** What an init segment says, down to the decoder's own configuration. */
export interface InitFacts extends InitSegment {
  /** For video. */
  picture: { nalLengthBytes: number; sps: SequenceParameterSet; matchesContainer: boolean } | null;
  /** For audio. */
  sound: AudioConfig | null;
  edits: EditList;
}

const visualEntryBytes = 78;
const audioEntryBytes = 28;

/** Reads an init segment of one H.264 or AAC track. Throws Mp4Error. */
export function readInitFacts(data: Buffer): InitFacts {
  const init = readInitSegment(data);
  const stsd = requireBox(data, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']);
  const entry = readBoxes(data, stsd.contentStart + 8, stsd.end)[0]!;
  const edits = readEditList(data);
  if (init.kind === 'video') return { ...init, edits, picture: readPicture(data, entry), sound: null };
  const sound = readAudioConfig(data, childBox(data, entry, audioEntryBytes, 'esds'));
  return { ...init, edits, codecs: `mp4a.40.${sound.objectType}`, picture: null, sound };
}

function childBox(data: Buffer, entry: Box, headBytes: number, type: string): Box {
  const box = findBox(data, [type], { ...entry, contentStart: entry.contentStart + headBytes });
  if (!box) throw new Mp4Error(`there is no ${type} box`);
  return box;
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1): the length of NAL lengths and the first parameter set. */
function readPicture(data: Buffer, entry: Box): InitFacts['picture'] {
  const avcC = childBox(data, entry, visualEntryBytes, 'avcC');
  const config = data.subarray(avcC.contentStart, avcC.end);
  if (config.length < 8 || (config[5]! & 0x1f) === 0)
    throw new Mp4Error('avcC holds no sequence parameter set');
  const length = config.readUInt16BE(6);
  const nal = config.subarray(8, 8 + length);
  if (nal.length < Math.max(4, length)) throw new Mp4Error('the sequence parameter set is cut off');
  return {
    nalLengthBytes: (config[4]! & 3) + 1,
    sps: readSequenceParameterSet(nal),
    matchesContainer: config.subarray(1, 4).equals(nal.subarray(1, 4)),
  };
}
