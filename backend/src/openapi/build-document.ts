import { problemSchema } from '@sluice/vod';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

/** The API's description, from the routes themselves. backend/openapi.json is this, committed. */
export function buildOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Sluice')
    .setDescription(
      'Upload videos, follow their processing, watch them. Errors are application/problem+json (RFC 9457) with a code and a fix.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token' })
    .addCookieAuth('sluice_session', {
      type: 'apiKey',
      in: 'cookie',
      description: 'Set by POST /api/auth/login',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.components ??= {};
  document.components.schemas ??= {};
  const { $schema: _, ...problem } = z.toJSONSchema(problemSchema, { target: 'openapi-3.0' });
  document.components.schemas['Problem'] = problem as NonNullable<typeof document.components.schemas>[string];
  return document;
}
