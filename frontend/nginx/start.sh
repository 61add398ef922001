#!/bin/sh
# Starts nginx. It reads no environment by itself, so what depends on it is written to a file that nginx.conf includes.
set -eu

origin_of() {
  rest=${1#*://}
  echo "${1%%://*}://${rest%%/*}"
}

# Where media comes from when it isn't us, and where recordings go: as in backend/src/http/security-headers.ts.
store_origins() {
  if [ "${STORAGE_DRIVER:-local}" != s3 ]; then
    return
  fi
  if [ -n "${S3_PUBLIC_URL:-}" ]; then
    origin_of "$S3_PUBLIC_URL"
  fi
  if [ -z "${S3_ENDPOINT:-}" ]; then
    echo "https://${S3_BUCKET:-}.s3.${S3_REGION:-auto}.amazonaws.com https://s3.${S3_REGION:-auto}.amazonaws.com"
  elif [ "${S3_FORCE_PATH_STYLE:-true}" = true ]; then
    origin_of "$S3_ENDPOINT"
  else
    origin_of "${S3_ENDPOINT%%://*}://${S3_BUCKET:-}.${S3_ENDPOINT#*://}"
  fi
}

stores=$(store_origins | tr '\n' ' ' | sed 's/ *$//')
case $stores in
  *[!A-Za-z0-9:/._\ \[\]-]*)
    echo "S3_PUBLIC_URL, S3_ENDPOINT or S3_BUCKET has a character that no address has: $stores" >&2
    exit 1
    ;;
esac
case ${PUBLIC_URL:-} in
  https:*) strict_transport_security='max-age=31536000; includeSubDomains' ;;
  *) strict_transport_security= ;;
esac
resolvers=$(awk '$1 == "nameserver" { print ($2 ~ /:/ ? "[" $2 "]" : $2) }' /etc/resolv.conf | tr '\n' ' ')

cat >/tmp/environment.conf <<END
resolver $resolvers valid=5s;
resolver_timeout 2s;
map '' \$store_origins { default '${stores:+ $stores}'; }
map '' \$strict_transport_security { default '$strict_transport_security'; }
END
exec nginx -c /etc/nginx/nginx.conf -g 'daemon off;'
