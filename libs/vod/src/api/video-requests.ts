import { z } from 'zod';
import { descriptionSchema, singleLine, titleSchema, videoSchema } from '../video/video-schema.js';
import { videoStatuses, visibilities } from '../video/video-states.js';

export const videoIdSchema = z.uuid().describe('The id of a video');

/** The text fields of the multipart upload; the file is the field "file". */
export const uploadFieldsSchema = z
  .object({
    title: titleSchema.optional().describe('Default: the file name without its ending'),
    description: descriptionSchema.optional(),
    visibility: z.enum(visibilities).optional().describe('Default: public'),
  })
  .strict();

export const updateVideoSchema = z
  .object({
    title: titleSchema.optional(),
    description: descriptionSchema.optional(),
    visibility: z.enum(visibilities).optional(),
  })
  .strict()
  .refine((body) => Object.keys(body).length > 0, 'name at least one of title, description, visibility')
  .meta({ id: 'UpdateVideo' });

export const listVideosQuerySchema = z.object({
  status: z.enum(videoStatuses).optional(),
  q: singleLine.max(200).optional().describe('Part of the title'),
  limit: z.coerce.number().int().min(1).max(100).default(24),
  cursor: z.string().max(200).optional().describe('nextCursor of the page before'),
});

export const videoPageSchema = z
  .object({ items: z.array(videoSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'VideoPage' });

export type UploadFields = z.infer<typeof uploadFieldsSchema>;
export type UpdateVideo = z.infer<typeof updateVideoSchema>;
export type ListVideosQuery = z.infer<typeof listVideosQuerySchema>;
export type VideoPage = z.infer<typeof videoPageSchema>;
