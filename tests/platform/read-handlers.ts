import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer, NestFactory } from '@nestjs/core';
import { AppModule } from '../../backend/src/app.module.js';
import { readBackendSettings } from '../../backend/src/settings.js';

/** A route: its operation as OpenAPI names it, and what its decorators (or its controller's) say. */
export interface Handler {
  operationId: string;
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
        metadata: (key: string): unknown =>
          Reflect.getMetadata(key, prototype[name]!) ?? Reflect.getMetadata(key, metatype as object),
      }));
  });
}
