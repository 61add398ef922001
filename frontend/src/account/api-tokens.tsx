import type { TokenView } from '@sluice/vod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ProblemPanel } from '../controls/problem-panel';
import { formatAge, formatMoment } from '../formats/age';
import { accountKeys, listTokens, revokeToken } from './account-api';
import { CreateTokenForm } from './create-token-form';

export function ApiTokens() {
  const tokens = useQuery({ queryKey: accountKeys.tokens, queryFn: listTokens });
  return (
    <section aria-labelledby="tokens-heading" className="space-y-4">
      <div>
        <h2 id="tokens-heading" className="text-2xl">
          API tokens
        </h2>
        <p className="mt-1 text-sm text-muted">
          For scripts: send one as <code>Authorization: Bearer …</code>. It may do everything that you may.{' '}
          <a href="/api/docs" className="text-link">
            API documentation
          </a>
        </p>
      </div>
      {tokens.error && <ProblemPanel error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data && tokens.data.items.length > 0 && (
        <ul className="panel divide-y divide-line py-1">
          {tokens.data.items.map((token) => (
            <li key={token.id}>
              <TokenRow token={token} />
            </li>
          ))}
        </ul>
      )}
      <CreateTokenForm />
    </section>
  );
}

function TokenRow({ token }: { token: TokenView }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountKeys.tokens }),
  });
  const facts = [
    `made ${formatAge(token.createdAt, Date.now())}`,
    token.lastUsedAt ? `last used ${formatAge(token.lastUsedAt, Date.now())}` : 'never used',
    token.expiresAt ? `expires ${formatMoment(token.expiresAt)}` : 'does not expire',
  ];

  return (
    <div className="py-3">
      <div className="flex items-center justify-between gap-4">
        <div className="min-w-0">
          <p className="font-medium wrap-break-word">{token.name}</p>
          <p className="text-sm text-muted">{facts.join(' · ')}</p>
        </div>
        <button
          type="button"
          className="button button-danger"
          aria-label={`Revoke ${token.name}`}
          onClick={() => revoke.mutate()}
          disabled={revoke.isPending}
        >
          Revoke
        </button>
      </div>
      {revoke.error && <ProblemPanel error={revoke.error} />}
    </div>
  );
}
