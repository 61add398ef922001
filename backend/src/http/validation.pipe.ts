import { SluiceError } from '@sluice/vod';
import { StandardSchemaValidationPipe } from '@nestjs/common';

/** Checks every `@Body`, `@Query` and `@Param` that names a schema; the detail lists each wrong field. */
export const validationPipe = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) => {
    const problems = issues.slice(0, 10).map(({ path, message }) => {
      const field = (path ?? []).map((part) => (typeof part === 'object' ? part.key : part)).join('.');
      return field ? `${field}: ${message}` : message;
    });
    return new SluiceError('validation_failed', problems.join('; ').slice(0, 1000));
  },
});
