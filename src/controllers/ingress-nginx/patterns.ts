/**
 * What the controller accepts in annotation values, character by character.
 * Source: internal/ingress/annotations/parser/validators.go and the packages that own an annotation. Expressions with nested
 * repetition are written so that they cannot backtrack; they accept the same values.
 */
export const AUTH_SECRET_TYPE = /auth-file|auth-map/;
export const AUTH_TYPE = /basic|digest/;
export const BASIC = /^[/._~a-zA-Z0-9/:-]*$/;
export const BASIC_WITH_SPACE = /^[/._~a-zA-Z0-9/: -]*$/;
export const CONNECTION = /^(close|keep-alive)$/;
export const COOKIE_DOMAIN = /^(off|[._~a-zA-Z0-9/:-]+\s+[._~a-zA-Z0-9/:-]+)$/;
export const COOKIE_EXPIRES = /(^0|-?[1-9]\d*$)/;
export const CORS_EXPOSE_HEADERS = /^[A-Za-z0-9_*-][A-Za-z0-9_*,\s-]*$/;
export const CORS_METHODS = /^[A-Za-z][A-Za-z,\s]*$/;
export const CORS_ORIGIN = /^[A-Za-z0-9.,:/*-]*$/;
export const EXTENDED = /^[/._~a-zA-Z0-9/:, -]*$/;
export const HASH_BY = /^[A-Za-z0-9_${}-]*$/;
export const HEADERS = /^[A-Za-z0-9-_, ]*$/;
export const HTTP_ERRORS = /^(?:[4,5]\d{2},?)*$/;
export const INDEX_OR_KEY = /^[A-Za-z0-9._-]+$/;
export const METHOD = /^(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE)$/;
export const NEXT_UPSTREAM =
  /^(?:(?:error|timeout|invalid_header|http_500|http_502|http_503|http_504|http_403|http_404|http_429|non_idempotent|off)\s?)+$/;
export const NGINX_VARIABLE = /^[A-Za-z0-9_${}-]*$/;
export const ON_OFF = /^(on|off)$/;
export const OPERATION_NAME = /^[A-Za-z0-9_-]*$/;
export const PATH_WITH_CAPTURE = /^\/?[._~a-zA-Z0-9/:/$-]*$/;
export const PROXY_SSL_CIPHERS = /^[A-Za-z0-9+:_!-]*$/;
export const PROXY_SSL_PROTOCOLS = /^(TLSv1\.2|TLSv1\.3| )*$/;
export const REDIRECT = /^(@[A-Za-z0-9_-]+|((https?:\/\/)?[A-Za-z0-9.-]+(:\d+)?)?(\/[A-Za-z0-9_.-]+)*\/?)$/;
export const SERVER_NAME = /^[/._~a-zA-Z0-9/:^$[\](){}*+?|&=\\-]*$/;
export const SIZE = /^\d+[bkmg]?$/i;
export const SSL_CIPHERS = /^(?:[A-Za-z0-9!:+_-]|@STRENGTH|@SECLEVEL=[0-5])*$/;
export const URL_CHARACTERS = /^[._~a-zA-Z0-9/:,:?&=-]*$/;
export const URL_WITH_VARIABLE = /^[._~a-zA-Z0-9/:, ,:?&=$-]*$/;
export const VERIFY_CLIENT = /^(on|off|optional|optional_no_ca)$/;
