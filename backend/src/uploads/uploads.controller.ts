import { SluiceError, uploadFieldsSchema, videoSchema, type UserView, type VideoView } from '@sluice/vod';
import { Body, Controller, Post, Req, UploadedFile, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, CurrentUser } from '../http/access.decorator.js';
import { Answers, Fails } from '../openapi/responses.decorator.js';
import { VideosService } from '../videos/videos.service.js';
import type { ReceivedFile } from './incoming-storage.js';
import { SubmitUpload } from './submit-upload.service.js';
import { UploadInterceptor, type UploadRequest } from './upload.interceptor.js';

@ApiTags('videos')
@Controller('api/videos')
export class UploadsController {
  constructor(
    private readonly uploads: SubmitUpload,
    private readonly videos: VideosService,
  ) {}

  @ApiOperation({
    summary: 'Upload a video. It is stored when the answer comes, and processed from then on.',
  })
  @Post()
  @Access('account')
  @UseInterceptors(UploadInterceptor)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        title: { type: 'string', maxLength: 200, description: 'Default: the file name without its ending' },
        description: { type: 'string', maxLength: 5000 },
        visibility: { type: 'string', enum: ['public', 'unlisted', 'private'], default: 'public' },
        file: { type: 'string', format: 'binary', description: 'The video; send the text fields before it' },
      },
    },
  })
  @Answers(201, videoSchema, 'Stored; processing has been asked for')
  @Fails(
    'not_multipart',
    'file_missing',
    'file_empty',
    'file_too_large',
    'not_a_video',
    'playlist_refused',
    'multipart_malformed',
    'validation_failed',
    'upload_aborted',
    'upload_stalled',
    'unauthenticated',
    'cross_site_request',
    'quota_exceeded',
    'too_many_uploads',
    'disk_full',
    'storage_unavailable',
  )
  async upload(
    @CurrentUser() user: UserView,
    @Req() request: UploadRequest,
    @UploadedFile() file: ReceivedFile | undefined,
    @Body() body: unknown,
  ): Promise<VideoView> {
    if (!file) throw new SluiceError('file_missing');
    const fields = uploadFieldsSchema.safeParse({ ...(body as object) });
    if (!fields.success) {
      await this.uploads.discard(file);
      const [issue] = fields.error.issues;
      throw new SluiceError('validation_failed', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
    }
    return this.videos.load(await this.uploads.submit(user, request.room!, file, fields.data), user);
  }
}
