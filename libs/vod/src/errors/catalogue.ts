/**
 * Every error a person can meet, in one table: HTTP status, whose fault it is, whether trying again can help,
 * and the sentence that tells them what to do. HTTP answers, failed videos and scripts all read it.
 */
export type Fault = 'caller' | 'uploader' | 'operator' | 'us';

export interface CatalogueEntry {
  readonly status: number;
  readonly title: string;
  readonly fault: Fault;
  /** Whether the same request or job can succeed later without anybody changing the input. */
  readonly retryable: boolean;
  readonly fix: string;
}

const entry = (
  status: number,
  fault: Fault,
  retryable: boolean,
  title: string,
  fix: string,
): CatalogueEntry => ({ status, title, fault, retryable, fix });

export const catalogue = {
  // Requests
  bad_json: entry(
    400,
    'caller',
    false,
    'The body is not valid JSON',
    'Send a JSON object with Content-Type: application/json.',
  ),
  validation_failed: entry(
    400,
    'caller',
    false,
    'The request has wrong or missing values',
    'Correct the fields that the detail names and send it again.',
  ),
  bad_cursor: entry(
    400,
    'caller',
    false,
    'The cursor is not one of ours',
    'Start again without a cursor, or use nextCursor as it was given.',
  ),
  body_too_large: entry(
    413,
    'caller',
    false,
    'The body is too large',
    'Send a smaller JSON body (100 kB at most).',
  ),
  route_not_found: entry(
    404,
    'caller',
    false,
    'There is nothing at this address',
    'Check the address; the API is described at /api/docs.',
  ),
  method_not_allowed: entry(
    405,
    'caller',
    false,
    'This address does not take that method',
    'Use one of the methods in the Allow header.',
  ),
  too_many_requests: entry(
    429,
    'caller',
    true,
    'Too many requests',
    'Wait for the seconds in the Retry-After header, then try again.',
  ),

  // Accounts
  unauthenticated: entry(
    401,
    'caller',
    false,
    'You are not signed in',
    'Sign in, or send an API token as "Authorization: Bearer …".',
  ),
  invalid_credentials: entry(
    401,
    'caller',
    false,
    'Email or password is wrong',
    'Check both and try again; an administrator can make you a new account.',
  ),
  forbidden: entry(
    403,
    'caller',
    false,
    'You may not do this',
    'Ask the owner of the video or an administrator.',
  ),
  cross_site_request: entry(
    403,
    'caller',
    false,
    'This request came from another site',
    'Open the platform itself and do it there. Behind a proxy, set PUBLIC_URL to the address that people open.',
  ),
  setup_closed: entry(
    409,
    'caller',
    false,
    'The first administrator already exists',
    'Sign in with that account.',
  ),
  setup_link_invalid: entry(
    403,
    'caller',
    false,
    'This set-up link is not valid',
    'Use the newest link from the start-up log.',
  ),
  email_taken: entry(
    409,
    'caller',
    false,
    'There is already an account with this email',
    'Sign in with it, or choose another email.',
  ),
  account_disabled: entry(
    403,
    'caller',
    false,
    'This account is switched off',
    'Ask an administrator to switch it on again.',
  ),
  wrong_password: entry(
    403,
    'caller',
    false,
    'The current password is wrong',
    'Type the password that you sign in with now.',
  ),
  session_required: entry(
    403,
    'caller',
    false,
    'An API token cannot do this',
    'Sign in with email and password and do it there.',
  ),
  session_not_found: entry(
    404,
    'caller',
    false,
    'There is no such session',
    'It has ended already; reload the list.',
  ),
  user_not_found: entry(404, 'caller', false, 'There is no such account', 'Reload the list of accounts.'),
  last_administrator: entry(
    409,
    'caller',
    false,
    'Somebody must stay administrator',
    'Make another account an administrator first.',
  ),
  registration_closed: entry(
    403,
    'caller',
    false,
    'This platform takes no invitations',
    'Ask an administrator for an account.',
  ),
  registration_link_invalid: entry(
    403,
    'caller',
    false,
    'This link makes no account',
    'It was used, revoked or is too old: ask for a new one.',
  ),
  account_invite_not_found: entry(
    404,
    'caller',
    false,
    'There is no such invitation',
    'Reload the list of invitations.',
  ),
  token_not_found: entry(
    404,
    'caller',
    false,
    'There is no such API token',
    'List your tokens and use one of their ids.',
  ),

  // Uploads
  not_multipart: entry(
    415,
    'caller',
    false,
    'An upload must be multipart/form-data',
    'Send the video as the form field "file" of a multipart/form-data request.',
  ),
  file_missing: entry(
    400,
    'uploader',
    false,
    'No file was sent',
    'Send the video in a form field named "file".',
  ),
  multipart_malformed: entry(
    400,
    'caller',
    false,
    'The upload could not be read',
    'Send one file in the field "file" and short text fields only.',
  ),
  upload_aborted: entry(
    400,
    'uploader',
    true,
    'The upload ended before the file was complete',
    'Send the file again.',
  ),
  upload_stalled: entry(
    408,
    'uploader',
    true,
    'No data arrived for a minute',
    'Check the connection and send the file again.',
  ),
  file_empty: entry(
    422,
    'uploader',
    false,
    'The file is empty',
    'Choose the video again; if it is empty on your disk too, copy it from the camera once more.',
  ),
  file_too_large: entry(
    413,
    'uploader',
    false,
    'The file is larger than this platform accepts',
    'Send a smaller file, or ask the operator to raise UPLOAD_MAX_BYTES.',
  ),
  quota_exceeded: entry(
    413,
    'uploader',
    false,
    'There is no room left in your quota',
    'Delete videos that you no longer need, or ask an administrator for more room.',
  ),
  too_many_uploads: entry(
    429,
    'uploader',
    true,
    'Too many uploads at the same time',
    'Send this one when another has ended.',
  ),
  disk_full: entry(
    507,
    'operator',
    true,
    'The platform has no room left',
    'Nothing was lost. Try again later; the operator must free or add disk space.',
  ),

  // Recording chunks
  put_signature_invalid: entry(
    403,
    'caller',
    false,
    'This address allows no such upload',
    'Ask for a new address, and send exactly the headers that came with it.',
  ),
  put_expired: entry(
    403,
    'caller',
    false,
    'The address has run out',
    'Ask for a new address and send again.',
  ),
  put_length_mismatch: entry(
    400,
    'caller',
    false,
    'The length is not what was announced',
    'Announce the chunk as it is, and send it to the address that you get.',
  ),
  put_type_mismatch: entry(
    400,
    'caller',
    false,
    'The content type is not what was announced',
    'Send the Content-Type that came with the address.',
  ),
  chunk_digest_mismatch: entry(
    400,
    'caller',
    true,
    'The bytes are not what was announced',
    'Send the chunk again. If it stays, what you hold of it is damaged.',
  ),
  chunk_already_stored: entry(
    412,
    'caller',
    false,
    'This chunk is stored already',
    'All is well: go on with the next one.',
  ),

  // Sources
  not_a_video: entry(
    415,
    'uploader',
    false,
    'This is not a video',
    'Send a video or audio file, for example MP4, MOV, MKV, WebM or MP3.',
  ),
  playlist_refused: entry(
    415,
    'uploader',
    false,
    'This is a playlist, not a video',
    'Send the video file itself instead of a list that points to it.',
  ),
  no_media_streams: entry(
    422,
    'uploader',
    false,
    'The file has neither picture nor sound',
    'Check that it plays on your own machine, then send the right file.',
  ),
  source_incomplete: entry(
    422,
    'uploader',
    false,
    'The file is incomplete',
    'Its index is missing, as after an interrupted copy or recording. Copy it again from the camera, or repair it, and send it again.',
  ),
  source_unreadable: entry(
    422,
    'uploader',
    false,
    'The file is damaged',
    'Not one picture or sound could be decoded. Export it again and send the new file.',
  ),
  unknown_codec: entry(
    422,
    'uploader',
    false,
    'The file uses a codec that cannot be decoded here',
    'Convert it to H.264, HEVC, VP9 or ProRes and send it again.',
  ),
  dimensions_refused: entry(
    422,
    'uploader',
    false,
    'The picture is too large',
    'Send a video of at most 40 megapixels, for example 7680×4320.',
  ),

  // Processing
  encode_failed: entry(
    500,
    'us',
    true,
    'Encoding failed',
    'Retry. If it fails again, tell the operator the id of this video.',
  ),
  chunk_failed: entry(
    500,
    'us',
    true,
    'A part of the video could not be encoded',
    'Retry: what is already encoded is kept. If the same part fails again, look at the file there, or tell the operator the id of this video.',
  ),
  output_invalid: entry(
    500,
    'us',
    true,
    'The encoded video did not pass its check',
    'Retry. If it fails again, tell the operator the id of this video.',
  ),
  time_limit_exceeded: entry(
    500,
    'operator',
    true,
    'Processing took too long',
    'Retry when the machine is less busy, or send a shorter video.',
  ),
  processing_crashed: entry(
    500,
    'us',
    true,
    'Processing stopped three times without a result',
    'Tell the operator the id of this video; the worker log has the reason.',
  ),
  source_missing: entry(
    500,
    'operator',
    false,
    'The uploaded file is gone',
    'Check that all parts use the same uploads folder or bucket, restore it from the backup, then retry.',
  ),
  source_corrupt: entry(
    500,
    'operator',
    true,
    'The stored file is not what was uploaded',
    'It is fetched again by itself. If it stays, restore the file from the backup, then retry.',
  ),
  storage_unavailable: entry(
    503,
    'operator',
    true,
    'The storage cannot be reached',
    'Processing goes on by itself; send an upload again later. The operator should check STORAGE_DRIVER and the S3 settings.',
  ),
  ffmpeg_unavailable: entry(
    503,
    'operator',
    true,
    'ffmpeg cannot be run',
    'Install ffmpeg with libx264 and AAC, or set FFMPEG_PATH and FFPROBE_PATH.',
  ),

  // Videos
  video_not_found: entry(
    404,
    'caller',
    false,
    'There is no such video',
    'It may have been deleted, or it is private. Go back to the gallery.',
  ),
  playback_link_expired: entry(
    403,
    'caller',
    false,
    'This link has run out',
    'Open the page of the video again: it has a new one.',
  ),
  original_removed: entry(
    410,
    'caller',
    false,
    'The original is no longer kept',
    'The video can still be played. ORIGINAL_KEEP_HOURS says how long originals are kept; send the file again to process it anew.',
  ),
  media_not_found: entry(
    404,
    'caller',
    false,
    'There is no such file',
    'Reload the page; the video may have been processed anew or deleted.',
  ),
  range_not_satisfiable: entry(
    416,
    'caller',
    false,
    'The file has no such part',
    'Ask for a range within the file; its size is in the Content-Range header.',
  ),
  not_playable_yet: entry(
    409,
    'caller',
    true,
    'The video cannot be played yet',
    'Wait until it is processed; its page shows the progress.',
  ),
  nothing_to_retry: entry(
    409,
    'caller',
    false,
    'There is nothing to retry',
    'Only failed videos, and those stuck in processing, can be retried.',
  ),
  retry_cannot_help: entry(
    409,
    'caller',
    false,
    'Trying again cannot help',
    'The uploaded file itself is the problem: send a better one.',
  ),

  // Rooms
  room_not_found: entry(
    404,
    'caller',
    false,
    'There is no such room',
    'Check the link, or ask the person who sent it for a new one.',
  ),
  invite_invalid: entry(
    403,
    'caller',
    false,
    'This invitation is not valid',
    'It may have expired or been replaced. Ask the owner of the room for a new link.',
  ),
  room_full: entry(
    409,
    'caller',
    true,
    'The room is full',
    'Wait until somebody has left, or record in a second room.',
  ),
  participant_unknown: entry(
    401,
    'caller',
    false,
    'You are not in this room',
    'Join the room again with the link that you were given.',
  ),
  host_only: entry(403, 'caller', false, 'Only the host can do this', 'Ask the owner of the room.'),
  recording_not_found: entry(
    404,
    'caller',
    false,
    'There is no such recording',
    'Go back to the room; its recordings are listed there.',
  ),
  recording_closed: entry(
    409,
    'caller',
    false,
    'The recording takes nothing more',
    'It has been made into a film and its pieces are gone. Keep what you have; save it to a file from the room’s page.',
  ),
  recording_not_running: entry(
    409,
    'caller',
    false,
    'The recording does not run',
    'Only a recording that was started and not stopped can do this. Start a new one.',
  ),
  take_not_found: entry(
    404,
    'caller',
    false,
    'There is no such take',
    'Announce the take before its chunks.',
  ),
  take_conflict: entry(
    409,
    'caller',
    false,
    'The take was announced with other words',
    'A take keeps its container, start and number of chunks. Begin a new take with a new id.',
  ),
  chunk_out_of_range: entry(
    409,
    'caller',
    false,
    'The take has no such chunk',
    'The take was sealed with fewer chunks. Begin a new take.',
  ),
  chunk_in_future: entry(
    409,
    'caller',
    true,
    'A chunk ends in the future',
    'A clock is wrong. It is sent again by itself once its time has passed.',
  ),
  nothing_recorded: entry(
    422,
    'uploader',
    false,
    'Nothing of the recording has arrived',
    'Open the room once more in the browser that recorded: what it holds is uploaded by itself.',
  ),
  recording_chunk_missing: entry(
    500,
    'operator',
    true,
    'A piece of the recording is gone from the storage',
    'Look for it in the backup and retry. Opening the room in the browser that recorded may bring it again.',
  ),
  assembly_failed: entry(
    500,
    'us',
    true,
    'The recording could not be put together',
    'Retry: every piece is kept. If it fails again, tell the operator the id of this recording.',
  ),
  film_failed: entry(
    500,
    'us',
    true,
    'A film of the recording could not be encoded',
    'Open the film to see why, and retry.',
  ),

  // Cameras
  camera_not_found: entry(
    404,
    'caller',
    false,
    'There is no such camera',
    'It may have been removed. The Live page lists those that there are.',
  ),
  camera_name_taken: entry(409, 'caller', false, 'Another camera has this name', 'Choose another name.'),
  camera_unreachable: entry(
    422,
    'caller',
    true,
    'The camera gives no picture',
    'Check address, name and password, and that the camera is on and can be reached from the server.',
  ),
  recorder_down: entry(
    503,
    'operator',
    true,
    'The live recorder does not run',
    'The operator should start it and look at its log. What was recorded before is kept.',
  ),
  no_footage: entry(
    409,
    'caller',
    false,
    'The buffer holds nothing of that time',
    'Choose a time that the buffer holds; the newest is always there.',
  ),
  clip_not_found: entry(
    404,
    'caller',
    false,
    'There is no such clip',
    'It may have been deleted; the gallery shows those that there are.',
  ),
  clip_conflict: entry(
    409,
    'caller',
    false,
    'Something else has this id already',
    'Choose a new id for a new clip or snapshot.',
  ),
  clip_too_long: entry(
    409,
    'caller',
    false,
    'The clip would be too long',
    'Take a shorter range, or several clips. The operator sets the limit: CLIP_MAX_SECONDS.',
  ),
  clip_too_short: entry(
    409,
    'caller',
    false,
    'The clip would be shorter than a picture',
    'Choose an end that is later than the start.',
  ),
  clip_incomplete: entry(
    500,
    'us',
    true,
    'The clip has less footage than it should',
    'Retry: what was recorded is kept. If it fails again, tell the operator the id of this clip.',
  ),
  snapshot_not_found: entry(404, 'caller', false, 'There is no such snapshot', 'It may have been deleted.'),

  // Platform
  database_unavailable: entry(
    503,
    'operator',
    true,
    'The database cannot be reached',
    'Try again in a moment. The operator should check PostgreSQL.',
  ),
  internal_error: entry(
    500,
    'us',
    true,
    'Something went wrong on our side',
    'Try again. If it stays, tell the operator the request id.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(catalogue, code);

/** Whether somebody may ask for a failed video to be processed again: never where what was sent or asked for is at fault. */
export const isWorthAnotherTry = (code: ErrorCode): boolean =>
  catalogue[code].fault === 'operator' || catalogue[code].fault === 'us';
