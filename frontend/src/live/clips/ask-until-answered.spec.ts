import { describe, expect, it, vi } from 'vitest';
import { parseProblem } from '../../http/parse-problem';
import { networkProblem } from '../../http/problem-error';
import { askUntilAnswered } from './ask-until-answered';

const wait = () => Promise.resolve();
const { signal } = new AbortController();

describe('askUntilAnswered', () => {
  it('asks again after what may pass', async () => {
    const ask = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(networkProblem())
      .mockRejectedValueOnce(parseProblem(503, '{"code":"recorder_down"}'))
      .mockResolvedValue('done');
    const onTrouble = vi.fn();
    expect(await askUntilAnswered(ask, { signal, onTrouble, wait })).toBe('done');
    expect(onTrouble.mock.calls.map(([problem]) => problem.code)).toEqual([
      'network_unreachable',
      'recorder_down',
    ]);
  });

  it('throws a refusal at once', async () => {
    const ask = vi.fn(() => Promise.reject(parseProblem(409, '{"code":"no_footage"}')));
    await expect(askUntilAnswered(ask, { signal, onTrouble: vi.fn(), wait })).rejects.toMatchObject({
      code: 'no_footage',
    });
    expect(ask).toHaveBeenCalledOnce();
  });

  it('stops when it is called off', async () => {
    const calling = new AbortController();
    const ask = vi.fn(() => Promise.reject(networkProblem()));
    const onTrouble = () => calling.abort();
    expect(await askUntilAnswered(ask, { signal: calling.signal, onTrouble, wait })).toBeNull();
    expect(ask).toHaveBeenCalledOnce();
  });
});
