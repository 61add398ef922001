import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer, NestFactory } from '@nestjs/core';
import { AppModule } from '../../backend/src/app.module.js';
import { readBackendSettings } from '../../backend/src/settings.js';

/** A route: its operation and address as OpenAPI names them, and what its decorators (or its controller's) say. */
export interface Handler {
  operationId: string;
  method: string;
  path: string;
  metadata: (key: string) => unknown;
}

/** Every handler of every controller; nothing is started. */
export async function readHandlers(): Promise<Handler[]> {
  const settings = readBackendSettings({
    DATABASE_URL: 'postgres://nobody@localhost/none',
    REDIS_URL: 'redis://localhost',
    SESSION_SECRET: 'only the routes are looked at, nothing runs',
  });
  const app = await NestFactory.create(AppModule.with(settings), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const controllers = new DiscoveryService(app.get(ModulesContainer)).getControllers();
  return controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as { prototype: Record<string, object> }).prototype;
    return new MetadataScanner()
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
      .map((name) => ({
        operationId: `${metatype!.name.replace(/Controller$/, '')}_${name}`,
        method:
          RequestMethod[Reflect.getMetadata(METHOD_METADATA, prototype[name]!) as number]!.toLowerCase(),
        path: addressOf(metatype as object, prototype[name]!),
        metadata: (key: string): unknown =>
          Reflect.getMetadata(key, prototype[name]!) ?? Reflect.getMetadata(key, metatype as object),
      }));
  });
}

/** "/media/videos/{id}/preview/{path}" for 'media' and 'videos/:id/preview/*path'. */
const addressOf = (...parts: object[]): string =>
  parts
    .map((part) => Reflect.getMetadata(PATH_METADATA, part) as string)
    .flatMap((path) => path.split('/').filter(Boolean))
    .map((part) => `/${part.replace(/^[:*](\w+)$/, '{$1}')}`)
    .join('');
