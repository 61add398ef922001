import type { Reporter, TestModule } from 'vitest/node';

/**
 * Names the tests that passed only when they were tried again. Those that drive whole platforms and browsers are, once:
 * a busy machine may hold one up. Whoever is named here often has a race to mend, not a machine to blame.
 */
export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = modules
      .flatMap((module) => [...module.children.allTests()])
      .filter((test) => test.diagnostic()?.flaky)
      .map((test) => `  ${test.module.relativeModuleId} > ${test.fullName}`);
    if (names.length > 0) process.stdout.write(`\nPassed on the second try:\n${names.join('\n')}\n`);
  }
}
