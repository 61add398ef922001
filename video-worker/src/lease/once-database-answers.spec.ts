import { describe, expect, it } from 'vitest';
import { onceDatabaseAnswers } from './once-database-answers.js';

const goesOn = (): boolean => false;

describe('onceDatabaseAnswers', () => {
  /** What is answered as told, one after the other. */
  function answering(...answers: (Error | string)[]) {
    let asked = 0;
    const tell = (): Promise<string> => {
      const answer = answers[asked++]!;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return { tell, asked: () => asked };
  }
  const away = new Error('Connection terminated unexpectedly');

  it('asks again until there is an answer', async () => {
    const { tell, asked } = answering(away, away, 'it was mine');
    expect(await onceDatabaseAnswers(tell, goesOn)).toBe('it was mine');
    expect(asked()).toBe(3);
  });

  it('waits for nothing else', async () => {
    const bug = new TypeError('x is not a function');
    const { tell, asked } = answering(bug, 'never asked');
    await expect(onceDatabaseAnswers(tell, goesOn)).rejects.toBe(bug);
    expect(asked()).toBe(1);
  });

  it('holds up no worker that stops', async () => {
    const { tell } = answering(away, 'never asked');
    await expect(onceDatabaseAnswers(tell, () => true)).rejects.toBe(away);
  });
});
