package health

// Names of much used packages as of November 2026, with those of others that resemble
// them and are what they say. Sources: the download counts that the registries of npm
// and PyPI publish; for crates.io and RubyGems a selection by hand.
const (
	npmNames = `
abbrev abort-controller accepts acorn-globals acorn-import-attributes acorn-jsx acorn-walk agent-base
aggregate-error ajv-formats ajv-keywords ansi-align ansi-colors ansi-escapes ansi-regex ansi-styles
any-promise anymatch aproba archiver archiver-utils are-we-there-yet argparse aria-hidden aria-query
array-buffer-byte-length array-flatten array-includes array-union array.prototype.findlast
array.prototype.findlastindex array.prototype.flat array.prototype.flatmap array.prototype.tosorted
arraybuffer.prototype.slice arrify assert-plus assertion-error ast-types ast-types-flow astral-regex
async-function asynckit at-least-node autoprefixer available-typed-arrays axe-core axios axobject-query
babel-jest babel-loader babel-plugin-istanbul babel-plugin-jest-hoist babel-plugin-macros
babel-plugin-polyfill-corejs2 babel-plugin-polyfill-corejs3 babel-plugin-polyfill-regenerator
babel-preset-current-node-syntax babel-preset-jest balanced-match bare-events base64-js
baseline-browser-mapping basic-ftp bcrypt-pbkdf before-after-hook big.js bignumber.js binary-extensions
bluebird body-parser boolbase bowser brace-expansion braces browserslist buffer buffer-crc32
buffer-equal-constant-time buffer-from bundle-name busboy cacache cacheable-lookup cacheable-request call-bind
call-bind-apply-helpers call-bound callsites camel-case camelcase camelcase-css caniuse-lite caseless
chalk-template char-regex character-entities character-entities-legacy character-reference-invalid chardet
check-error chokidar chownr chrome-trace-event ci-info cjs-module-lexer classnames clean-css clean-stack
cli-boxes cli-cursor cli-spinners cli-table3 cli-truncate cli-width client-only clipboardy clone-deep
collect-v8-coverage color-convert color-name color-string colorette colors combined-stream
comma-separated-tokens commander commondir component-emitter compress-commons compressible compression
concat-map concat-stream confbox consola content-disposition content-type convert-source-map cookie
cookie-signature core-js core-js-compat core-util-is cosmiconfig crc-32 crc32-stream create-require
cross-fetch cross-spawn crypto-random-string css-loader css-select css-tree css-what css.escape cssesc
cssstyle csstype d3-array d3-color d3-ease d3-format d3-interpolate d3-path d3-scale d3-shape d3-time
d3-time-format d3-timer damerau-levenshtein dashdash data-uri-to-buffer data-urls data-view-buffer
data-view-byte-length data-view-byte-offset date-fns decamelize decimal.js decode-named-character-reference
decode-uri-component decompress-response dedent deep-eql deep-equal deep-extend deep-is deepmerge
default-browser default-browser-id defaults define-data-property define-lazy-prop define-properties
define-property degenerator delayed-stream dequal destroy detect-libc detect-newline detect-node
detect-node-es didyoumean diff-sequences dir-glob doctrine dom-accessibility-api dom-helpers dom-serializer
domelementtype domexception domhandler dompurify domutils dot-case dot-prop dotenv dotenv-expand dunder-proto
duplexer duplexify eastasianwidth ecc-jsbn ecdsa-sig-formatter ee-first electron-to-chromium emittery
emoji-regex emojis-list encodeurl encoding end-of-stream enhanced-resolve enquirer entities env-paths err-code
error-ex es-abstract es-define-property es-errors es-iterator-helpers es-module-lexer es-object-atoms
es-set-tostringtag es-shim-unscopables es-to-primitive esbuild escalade escape-html escape-string-regexp
escodegen eslint eslint-config-next eslint-config-prettier eslint-import-resolver-node
eslint-import-resolver-typescript eslint-module-utils eslint-plugin-import eslint-plugin-jsx-a11y
eslint-plugin-prettier eslint-plugin-react eslint-plugin-react-hooks eslint-scope eslint-utils
eslint-visitor-keys espree esprima esquery esrecurse estraverse estree-walker esutils event-target-shim
eventemitter3 events eventsource eventsource-parser expect expect-type exponential-backoff express
express-rate-limit extend extend-shallow external-editor extract-zip extsprintf fast-deep-equal fast-diff
fast-equals fast-fifo fast-glob fast-json-stable-stringify fast-levenshtein fast-safe-stringify fast-uri
fast-xml-parser faye-websocket fb-watchman fd-slicer fetch-blob fflate figures file-entry-cache file-type
file-uri-to-path filelist fill-range finalhandler find-cache-dir find-up flat-cache flatted follow-redirects
for-each foreground-child form-data formdata-polyfill forwarded fraction.js framer-motion fs-constants
fs-extra fs-minipass fs.realpath fsevents function-bind function.prototype.name functions-have-names gaxios
gcp-metadata generator-function gensync get-caller-file get-east-asian-width get-intrinsic get-nonce
get-package-type get-proto get-stream get-symbol-description get-tsconfig get-uri getpass gglobby glob-parent
glob-to-regexp global-modules global-prefix globals globalthis globby google-auth-library google-logging-utils
graceful-fs graphemer graphql gtoken handlebars has-bigints has-flag has-property-descriptors has-proto
has-symbols has-tostringtag has-value has-values hasown hermes-estree hermes-parser hoist-non-react-statics
hosted-git-info html-encoding-sniffer html-entities html-escaper htmlparser2 http-cache-semantics http-errors
http-parser-js http-proxy http-proxy-agent http-proxy-middleware http-signature http2-wrapper
https-proxy-agent human-signals iconv-lite icss-utils ieee754 ignore immediate immutable import-fresh
import-in-the-middle import-local imurmurhash indent-string inflight inherits inline-style-parser inquirer
internal-slot internmap interpret invariant ip-address ipaddr.js is-accessor-descriptor is-alphabetical
is-alphanumerical is-arguments is-array-buffer is-arrayish is-async-function is-bigint is-binary-path
is-boolean-object is-buffer is-callable is-core-module is-data-descriptor is-data-view is-date-object
is-decimal is-descriptor is-docker is-extendable is-extglob is-finalizationregistry is-fullwidth-code-point
is-generator-fn is-generator-function is-glob is-hexadecimal is-inside-container is-interactive is-map
is-negative-zero is-number is-number-object is-obj is-path-inside is-plain-obj is-plain-object
is-port-reachable is-potential-custom-element-name is-promise is-regex is-set is-shared-array-buffer is-stream
is-string is-symbol is-typed-array is-typedarray is-unicode-supported is-weakmap is-weakref is-weakset
is-windows is-wsl isarray isobject isstream istanbul-lib-coverage istanbul-lib-instrument istanbul-lib-report
istanbul-lib-source-maps istanbul-reports iterator.prototype jackspeak jest-changed-files jest-circus jest-cli
jest-config jest-diff jest-docblock jest-each jest-environment-jsdom jest-environment-node jest-get-type
jest-haste-map jest-leak-detector jest-matcher-utils jest-message-util jest-mock jest-pnp-resolver
jest-regex-util jest-resolve jest-resolve-dependencies jest-runner jest-runtime jest-snapshot jest-util
jest-validate jest-watcher jest-worker js-tokens js-yaml json-bigint json-buffer json-parse-even-better-errors
json-schema json-schema-traverse json-stable-stringify-without-jsonify json-stringify-safe jsonc-parser
jsonfile jsonwebtoken jsprim jsx-ast-utils kind-of language-subtag-registry language-tags lightningcss
lightningcss-linux-x64-gnu lightningcss-linux-x64-musl lilconfig lines-and-columns listr2 load-json-file
loader-runner loader-utils locate-path lodash lodash-es lodash.camelcase lodash.debounce lodash.includes
lodash.isboolean lodash.isinteger lodash.isnumber lodash.isplainobject lodash.isstring lodash.memoize
lodash.merge lodash.once lodash.uniq log-symbols log-update loose-envify lower-case lowercase-keys lru-cache
lucide-react lz-string magic-string make-dir make-error make-fetch-happen makeerror map-obj marked
math-intrinsics mdast-util-from-markdown mdast-util-to-hast mdast-util-to-markdown mdast-util-to-string
mdn-data media-typer memoize-one merge-descriptors merge-stream merge2 methods micromark
micromark-core-commonmark micromark-factory-destination micromark-factory-label micromark-factory-space
micromark-factory-whitespace micromark-util-character micromark-util-chunked micromark-util-classify-character
micromark-util-combine-extensions micromark-util-decode-numeric-character-reference micromark-util-encode
micromark-util-html-tag-name micromark-util-normalize-identifier micromark-util-resolve-all
micromark-util-sanitize-uri micromark-util-subtokenize micromark-util-symbol micromark-util-types micromatch
mime-db mime-types mimic-fn mimic-function mimic-response min-indent minimalistic-assert minimatch minimist
minipass minipass-collect minipass-fetch minipass-flush minipass-pipeline minipass-sized minizlib mkdirp
mkdirp-classic module-details-from-path moment motion-dom motion-utils mrmime mute-stream nanoid
napi-postinstall natural-compare negotiator neo-async netmask no-case node-addon-api node-domexception
node-fetch node-forge node-gyp node-gyp-build node-int64 node-releases normalize-package-data normalize-path
normalize-range normalize-url npm-normalize-package-bin npm-package-arg npm-run-path npmlog nth-check nwsapi
object-assign object-hash object-inspect object-is object-keys object.assign object.entries object.fromentries
object.groupby object.values on-finished on-headers onetime optionator os-tmpdir own-keys p-cancelable
p-finally p-limit p-locate p-retry p-timeout pac-proxy-agent pac-resolver package-json-from-dist param-case
parent-module parse-entities parse-json parse5 parse5-htmlparser2-tree-adapter parseurl pascal-case
path-browserify path-exists path-is-absolute path-is-inside path-key path-parse path-scurry path-to-regexp
path-type pathval performance-now pg-connection-string pg-int8 pg-protocol pg-types picocolors picomatch
pidtree pino-abstract-transport pino-std-serializers pirates pkg-dir pkg-types playwright playwright-core
pluralize possible-typed-array-names postcss postcss-import postcss-js postcss-load-config
postcss-modules-extract-imports postcss-modules-local-by-default postcss-modules-scope postcss-modules-values
postcss-nested postcss-selector-parser postcss-value-parser postgres-array postgres-bytea postgres-date
postgres-interval prelude-ls prettier prettier-linter-helpers pretty-bytes pretty-format proc-log process
process-nextick-args process-warning progress promise promise-retry prompts prop-types property-information
protobufjs proxy-addr proxy-agent proxy-from-env punycode pure-rand querystringify queue-microtask quick-lru
randombytes range-parser raw-body react-dom react-hook-form react-is react-refresh react-remove-scroll
react-remove-scroll-bar react-router react-router-dom react-style-singleton react-transition-group read-cache
read-pkg read-pkg-up readable-stream readdirp recast rechoir redent reflect-metadata reflect.getprototypeof
regenerate regenerate-unicode-properties regenerator-runtime regexp.prototype.flags regexpu-core
registry-auth-token registry-url regjsgen regjsparser remark-parse require-directory require-from-string
require-in-the-middle require-main-filename requires-port reselect resolve resolve-cwd resolve-from
resolve-pkg-maps resolve.exports responselike restore-cursor reusify rimraf rollup router rrweb-cssom
run-applescript run-async run-parallel safe-array-concat safe-buffer safe-push-apply safe-regex-test
safe-stable-stringify safer-buffer scheduler schema-utils semver serialize-javascript serve-handler
serve-static set-blocking set-cookie-parser set-function-length set-function-name set-proto setimmediate
setprototypeof shallow-clone shebang-command shebang-regex shell-quote side-channel side-channel-list
side-channel-map side-channel-weakmap siginfo signal-exit simple-swizzle sisteransi slice-ansi smart-buffer
socks-proxy-agent sonic-boom source-map source-map-js source-map-support space-separated-tokens spdx-correct
spdx-exceptions spdx-expression-parse spdx-license-ids split2 sprintf-js stable-hash stack-trace stack-utils
stackback stackframe statuses std-env stop-iteration-iterator stream-shift streamsearch streamx string-argv
string-length string-width string.prototype.includes string.prototype.matchall string.prototype.repeat
string.prototype.trim string.prototype.trimend string.prototype.trimstart string_decoder strip-ansi strip-bom
strip-final-newline strip-indent strip-json-comments strnum style-loader style-to-object styled-jsx stylis
sucrase supports-color supports-hyperlinks supports-preserve-symlinks-flag symbol-tree synckit tailwind-merge
tailwindcss tapable tar-fs tar-stream telecom-mas-agent terser terser-webpack-plugin test-exclude text-decoder
text-table thenify thenify-all through through2 tiny-invariant tinybench tinyexec tinyglobby tinypool
tinyrainbow tinyspy tldts-core to-fast-properties to-regex-range toidentifier tough-cookie tree-kill trough
ts-api-utils ts-interface-checker ts-jest ts-node tsconfig-paths tsutils ttypescript tunnel-agent tweetnacl
type-check type-detect type-fest type-is typed-array-buffer typed-array-byte-length typed-array-byte-offset
typed-array-length typedarray typedarray-to-buffer typescript typescript-eslint ua-parser-js uglify-js
unbox-primitive undici undici-types unicode-canonical-property-names-ecmascript
unicode-match-property-ecmascript unicode-match-property-value-ecmascript unicode-property-aliases-ecmascript
unicorn-magic unified unique-filename unique-slug unique-string unist-util-is unist-util-stringify-position
unist-util-visit unist-util-visit-parents universal-user-agent universalify unpipe unplugin unrs-resolver
update-browserslist-db update-check uri-js url-parse use-callback-ref use-sidecar use-sync-external-store
util-deprecate utils-merge v8-compile-cache-lib v8-to-istanbul validate-npm-package-license
validate-npm-package-name verror vfile-message vite-node vitest w3c-xmlserializer walker watchpack wcwidth
web-streams-polyfill webidl-conversions webpack webpack-dev-middleware webpack-sources webpack-virtual-modules
websocket-driver websocket-extensions whatwg-encoding whatwg-mimetype whatwg-url which-boxed-primitive
which-builtin-type which-collection which-module which-typed-array why-is-node-running widest-line winston
word-wrap wordwrap wrap-ansi wrappy write-file-atomic xml-name-validator xml2js xmlbuilder xmlchars yallist
yargs-parser yocto-queue yoctocolors-cjs zip-stream zod-to-json-schema zod-validation-error zustand zwitch
`
	pypiNames = `
absl-py accelerate aioboto3 aiobotocore aiodns aiofile aiofiles aiohappyeyeballs aiohttp aiohttp-cors
aiohttp-retry aioitertools aiolimiter aiosignal aiosmtplib aiosqlite alabaster alembic altair annotated-doc
annotated-types ansible-core anthropic antlr4-python3-runtime apache-airflow
apache-airflow-providers-cncf-kubernetes apache-airflow-providers-common-compat
apache-airflow-providers-common-sql apache-airflow-providers-databricks apache-airflow-providers-fab
apache-airflow-providers-http apache-airflow-providers-imap apache-airflow-providers-mysql
apache-airflow-providers-snowflake apache-airflow-providers-sqlite apache-airflow-providers-ssh apispec
appdirs apscheduler argcomplete argon2-cffi argon2-cffi-bindings argparse asgiref asn1crypto ast-serialize
astroid astronomer-cosmos asttokens async-lru async-timeout asyncio asyncpg asyncssh atlassian-python-api
authlib aws-lambda-powertools aws-requests-auth aws-sam-translator aws-xray-sdk awscli awscrt awswrangler
axiom-py azure-batch azure-common azure-core azure-cosmos azure-datalake-store azure-identity
azure-keyvault-keys azure-keyvault-secrets azure-kusto-data azure-mgmt-compute azure-mgmt-containerservice
azure-mgmt-core azure-mgmt-msi azure-mgmt-resource azure-mgmt-storage azure-monitor-opentelemetry
azure-monitor-opentelemetry-exporter azure-servicebus azure-storage-blob azure-storage-file-datalake
azure-storage-file-share azure-storage-queue backoff backports-asyncio-runner backports-tarfile backports-zstd
bandit bcrypt beartype beautifulsoup4 bidict billiard bitarray bleach blinker blobfile boltons boolean-py
boto3-stubs botocore botocore-stubs bracex brotli browser-use bytecode cachecontrol cached-property cachelib
cachetools catalogue cattrs cchardet celery certifi cfn-lint chardet charset-normalizer checkov chromadb
click-didyoumean click-option-group click-plugins click-repl clickhouse-connect cloudpathlib cloudpickle
cohere colorama coloredlogs colorful colorlog confection configargparse confluent-kafka contourpy coverage
cramjam crashtest crc32c cron-descriptor croniter cryptography cssselect cssselect2 cuda-bindings
cuda-pathfinder cuda-toolkit curl-cffi cwsandbox cycler cyclonedx-python-lib cyclopts cython dacite
databricks-cli databricks-labs-blueprint databricks-sdk databricks-sql-connector databricks-sqlalchemy
dataclasses-json datadog datadog-api-client datasets dateparser db-dtypes dbt-adapters dbt-common dbt-core
dbt-extractor dbt-protos dbt-semantic-interfaces ddtrace debugpy decorator deepdiff defusedxml delta-spark
deltalake deprecated deprecation diff-cover dirhash diskcache distlib distro django django-cors-headers
djangorestframework dnspython docker docopt docstring-parser docutils duckdb dulwich durationpy editables
einops elastic-transport elasticsearch email-validator entrypoints envier et-xmlfile eval-type-backport events
exceptiongroup execnet executing fabric factory-boy faiss-cpu fakeredis fastapi fastapi-cli fastapi-cloud-cli
fastapi-mcp fastar fastavro fastcore fasteners fastjsonschema fastmcp fastmcp-slim fastparquet fastuuid
feedparser filelock filetype findpython firebase-admin flake8 flask-appbuilder flask-babel flask-cors
flask-limiter flask-login flask-session flask-sqlalchemy flask-wtf flatbuffers flit-core fonttools freezegun
frozendict frozenlist fsspec future fuzzywuzzy gcloud-aio-auth gcloud-aio-bigquery gcloud-aio-storage
genai-prices geographiclib geoip2 geopandas gevent ghp-import gitpython google-adk google-ads
google-ai-generativelanguage google-analytics-admin google-api-core google-api-python-client google-auth
google-auth-httplib2 google-auth-oauthlib google-cloud-aiplatform google-cloud-alloydb
google-cloud-appengine-logging google-cloud-artifact-registry google-cloud-audit-log google-cloud-automl
google-cloud-batch google-cloud-bigquery google-cloud-bigquery-datatransfer google-cloud-bigquery-storage
google-cloud-bigtable google-cloud-build google-cloud-compute google-cloud-container google-cloud-core
google-cloud-datacatalog google-cloud-dataflow-client google-cloud-dataform google-cloud-dataplex
google-cloud-dataproc google-cloud-dataproc-metastore google-cloud-dlp google-cloud-firestore google-cloud-kms
google-cloud-language google-cloud-logging google-cloud-memcache google-cloud-monitoring
google-cloud-orchestration-airflow google-cloud-os-login google-cloud-pubsub google-cloud-redis
google-cloud-resource-manager google-cloud-run google-cloud-secret-manager google-cloud-spanner
google-cloud-speech google-cloud-storage google-cloud-storage-transfer google-cloud-tasks
google-cloud-texttospeech google-cloud-translate google-cloud-videointelligence google-cloud-vision
google-cloud-workflows google-crc32c google-genai google-generativeai google-pasta google-resumable-media
googleapis-common-protos gradio graphene graphql-core graphql-relay graphviz great-expectations greenlet
gremlinpython griffe griffelib grpc-google-iam-v1 grpc-interceptor grpcio grpcio-gcp grpcio-health-checking
grpcio-status grpcio-tools grpclib gspread gunicorn hatch-vcs hatchling hf-xet hiredis holidays html2text
html5lib httpcore httplib2 httptools httpx-sse huggingface-hub humanfriendly humanize hydra-core hyperframe
hyperlink hypothesis identify imageio imagesize immutabledict importlib-metadata importlib-resources
incremental inflect inflection iniconfig inputimeout installer invoke ipykernel ipython
ipython-pygments-lexers ipywidgets iso8601 isodate isoduration itsdangerous jaraco-classes jaraco-context
jaraco-functools jaxlib jaydebeapi jeepney jinja2 jmespath joblib joserfc jpype1 json-repair jsonlines
jsonpatch jsonpath-ng jsonpath-python jsonpickle jsonpointer jsonref jsonschema jsonschema-path
jsonschema-specifications junitparser jupyter jupyter-client jupyter-console jupyter-core jupyter-events
jupyter-lsp jupyter-server jupyter-server-terminals jupyterlab jupyterlab-pygments jupyterlab-server
jupyterlab-widgets jwcrypto kafka-python keyring keyrings-google-artifactregistry-auth kiwisolver kubernetes
kubernetes-asyncio langchain langchain-anthropic langchain-classic langchain-community langchain-core
langchain-google-genai langchain-google-vertexai langchain-openai langchain-protocol langchain-text-splitters
langfuse langgraph langgraph-checkpoint langgraph-prebuilt langgraph-sdk langsmith lazy-loader
lazy-object-proxy leather levenshtein libcst license-expression lightgbm limits linkify-it-py litellm
llama-cloud llama-cloud-services llama-index-indices-managed-llama-cloud llama-parse llvmlite locket lockfile
logfire logfire-api loguru looker-sdk lxml-html-clean makefun markdown markdown-it-py markdownify markupsafe
marshmallow mashumaro matplotlib matplotlib-inline maxminddb mccabe mdit-py-plugins memray mergedeep
meson-python mistralai mistune mkdocs mkdocs-material ml-dtypes mlflow mlflow-skinny mlflow-tracing
more-itertools mpmath msal-extensions msgpack msgspec msrest msrestazure multidict multiprocess multitasking
murmurhash mutagen mypy-boto3-s3 mypy-extensions mypy-protobuf mysql-connector-python mysqlclient narwhals
natsort nbclient nbconvert nbformat nest-asyncio networkx nexus-rpc nodeenv notebook notebook-shim numexpr
nvidia-cublas nvidia-cublas-cu12 nvidia-cuda-cupti nvidia-cuda-cupti-cu12 nvidia-cuda-nvrtc
nvidia-cuda-nvrtc-cu12 nvidia-cuda-runtime nvidia-cuda-runtime-cu12 nvidia-cudnn-cu12 nvidia-cudnn-cu13
nvidia-cufft nvidia-cufft-cu12 nvidia-cufile nvidia-cufile-cu12 nvidia-curand nvidia-curand-cu12
nvidia-cusolver nvidia-cusolver-cu12 nvidia-cusparse nvidia-cusparse-cu12 nvidia-cusparselt-cu12
nvidia-cusparselt-cu13 nvidia-ml-py nvidia-nccl-cu12 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvjitlink-cu12
nvidia-nvshmem-cu13 nvidia-nvtx nvidia-nvtx-cu12 oauth2client oauthlib office365-rest-python-client olefile
omegaconf onnxruntime openai openai-agents openapi-pydantic openapi-schema-validator openapi-spec-validator
opencensus opencensus-context opencv-python opencv-python-headless openlineage-python openpyxl opensearch-py
opentelemetry-api opentelemetry-distro opentelemetry-exporter-otlp opentelemetry-exporter-otlp-proto-common
opentelemetry-exporter-otlp-proto-grpc opentelemetry-exporter-otlp-proto-http
opentelemetry-exporter-prometheus opentelemetry-instrumentation opentelemetry-instrumentation-aiohttp-client
opentelemetry-instrumentation-asgi opentelemetry-instrumentation-dbapi opentelemetry-instrumentation-django
opentelemetry-instrumentation-fastapi opentelemetry-instrumentation-flask opentelemetry-instrumentation-httpx
opentelemetry-instrumentation-logging opentelemetry-instrumentation-psycopg2
opentelemetry-instrumentation-redis opentelemetry-instrumentation-requests
opentelemetry-instrumentation-sqlalchemy opentelemetry-instrumentation-threading
opentelemetry-instrumentation-urllib opentelemetry-instrumentation-urllib3 opentelemetry-instrumentation-wsgi
opentelemetry-proto opentelemetry-resourcedetector-gcp opentelemetry-sdk opentelemetry-semantic-conventions
opentelemetry-util-http opt-einsum optuna oracledb ordered-set orderly-set orjson ormsgpack oscrypto outcome
overrides packageurl-python packaging pandas pandas-gbq pandas-stubs pandocfilters parameterized paramiko
parsedatetime passlib pathable pathlib-abc pathos pathspec pathvalidate pbs-installer pdf2image pdfminer-six
pdfplumber peewee pendulum pexpect pg8000 pgvector phonenumbers pillow pinotdb pip-api pip-audit
pip-requirements-parser pip-tools pipenv pkginfo pkgutil-resolve-name platformdirs playwright plotly pluggy
poetry poetry-core poetry-plugin-export polars polars-runtime-32 portalocker postgrest posthog pre-commit
preshed prettytable progressbar2 prometheus-client prompt-toolkit propcache proto-plus protobuf psutil psycopg
psycopg-binary psycopg-pool psycopg2 psycopg2-binary ptyprocess pure-eval py-cpuinfo py-key-value-aio
py-partiql-parser py-serializable py-spy pyaml pyarrow pyarrow-hotfix pyasn1 pyasn1-modules pyathena pybase64
pybind11 pybreaker pycares pycodestyle pycountry pycparser pycryptodome pycryptodomex pydantic pydantic-ai
pydantic-ai-slim pydantic-core pydantic-evals pydantic-extra-types pydantic-graph pydantic-settings
pydata-google-auth pydeck pydeequ pydocket pyflakes pygithub pygments pyhumps pyiceberg pylint
pymdown-extensions pymongo pymssql pymupdf pymupdf-layout pymupdf4llm pymysql pynacl pyodbc pyopenssl
pyparsing pypdf2 pypdfium2 pyperclip pyphen pyproj pyproject-api pyproject-hooks pyproject-metadata pyright
pyroaring pyrsistent pysocks pyspark pyspnego pytesseract pytest pytest-asyncio pytest-cov pytest-django
pytest-env pytest-html pytest-json-ctrf pytest-metadata pytest-mock pytest-rerunfailures pytest-runner
pytest-split pytest-timeout pytest-xdist python-daemon python-dateutil python-discovery python-docx
python-dotenv python-engineio python-gitlab python-gnupg python-http-client python-jose python-json-logger
python-magic python-multipart python-pptx python-slugify python-socketio python-telegram-bot python-utils
pytimeparse pytokens pytzdata pywin32 pywin32-ctypes pyyaml pyyaml-env-tag qdrant-client qrcode questionary
rapidfuzz readme-renderer realtime redshift-connector referencing reportlab requests requests-aws4auth
requests-cache requests-file requests-mock requests-oauthlib requests-toolbelt resolvelib responses
restructuredtext-lint retrying rfc3339-validator rfc3986 rfc3986-validator rfc3987-syntax rich-argparse
rich-click rich-rst rich-toolkit rignore rpds-py ruamel-yaml ruamel-yaml-clib s3transfer safetensors sagemaker
scantree schema scikit-image scikit-learn scramp seaborn secretstorage segment-analytics-python selenium
semantic-version semgrep semver send2trash sendgrid sentence-transformers sentencepiece sentry-sdk
setproctitle setuptools setuptools-scm sglang shapely shellingham simple-salesforce simple-websocket
simplejson slack-sdk slowapi smart-open smdebug-rulesconfig sniffio snowballstemmer snowflake-connector-python
snowflake-snowpark-python snowflake-sqlalchemy snowplow-tracker socksio sortedcontainers sounddevice soundfile
soupsieve spacy-legacy spacy-loggers sparklines sphinx sphinx-rtd-theme sphinxcontrib-applehelp
sphinxcontrib-devhelp sphinxcontrib-htmlhelp sphinxcontrib-jsmath sphinxcontrib-qthelp
sphinxcontrib-serializinghtml sqlalchemy sqlalchemy-bigquery sqlalchemy-spanner sqlalchemy-utils sqlglot
sqlmodel sqlparse sse-starlette sshtunnel stack-data starlette statsd statsmodels stevedore storage3 streamlit
strenum strictyaml stripe structlog supabase supabase-auth supabase-functions supervisor swebench swesmith
synchronicity tableauserverclient tabulate temporalio tenacity tensorboard tensorboard-data-server tensorflow
termcolor terminado testcontainers text-unidecode texttable textual threadpoolctl thrift tifffile tiktoken
time-machine tinycss2 tinyhtml5 tldextract tokenizers tomli-w tomlkit torchvision tornado traitlets
transformers tree-sitter tree-sitter-c tree-sitter-c-sharp tree-sitter-go tree-sitter-java
tree-sitter-javascript tree-sitter-languages tree-sitter-php tree-sitter-ruby tree-sitter-rust trio-websocket
triton tritonclient trove-classifiers twilio typedload typeguard typer-slim types-aiofiles types-awscrt
types-cachetools types-certifi types-cffi types-deprecated types-markdown types-paramiko types-protobuf
types-pyopenssl types-python-dateutil types-pytz types-pyyaml types-redis types-requests types-s3transfer
types-setuptools types-tabulate types-toml types-urllib3 typing-extensions typing-inspect typing-inspection
tzdata tzlocal ua-parser ua-parser-builtins uc-micro-py uncalled-for unidecode unidiff universal-pathlib
uri-template uritemplate url-normalize urllib3 userpath uuid-utils uv-build uvicorn uvloop validators
vcs-versioning virtualenv wasabi watchdog watchfiles watchtower wcmatch wcwidth weasel weasyprint
weaviate-client webcolors webencodings websocket-client websockets werkzeug widgetsnbextension wikipedia-api
wsproto wtforms xarray xgboost xlsxwriter xmltodict xxhash yamllint yandexcloud yfinance
youtube-transcript-api zope-event zope-interface zopfli zstandard
`
	cratesNames = `
actix-rt actix-web addr2line adler2 ahash aho-corasick anyhow arrayvec async-stream async-trait backtrace
base64 bindgen bitflags block-buffer byteorder bzip2-sys chrono clap_builder clap_derive clap_lex cmake
colored console_error_panic_hook crc32fast criterion crossbeam-channel crossbeam-deque crossbeam-epoch
crossbeam-utils crossterm crypto-common curve25519-dalek dashmap diesel digest ed25519-dalek either env_logger
fastrand flate2 form_urlencoded futures futures-channel futures-core futures-util generic-array getrandom
gimli hashbrown http-body httparse hyper-util idna_adapter indexmap indicatif itertools jobserver js-sys
lazy_static libloading libsqlite3-sys lock_api memchr mime_guess miniz_oxide native-tls num-bigint num-integer
num-traits num_cpus once_cell openssl openssl-sys parking_lot parking_lot_core percent-encoding pest_derive
pin-project pin-project-lite pin-utils pkg-config proc-macro2 proptest prost-derive prost-types quick-xml
quickcheck rand_core ratatui rayon-core regex-automata regex-syntax reqwest rocket roxmltree rusqlite
rustc-hash rustc_version rustls rustls-pemfile rustls-webpki same-file scopeguard serde_derive serde_json
serde_yaml sha2-asm smallvec socket2 sqlx-core strsim subtle tempfile termcolor textwrap thiserror
tokio-stream tokio-util toml_datetime toml_edit tonic-build tower-http tower-layer tower-service tracing
tracing-attributes tracing-core tracing-subscriber typenum unicode-ident unicode-normalization
unicode-segmentation unicode-width walkdir warp wasm-bindgen web-sys webpki-roots winapi-util windows-sys
windows-targets winnow zeroize zstd-sys
`
	rubyNames = `
actioncable actionmailbox actionmailer actionpack actiontext actionview activejob activemodel activerecord
activestorage activesupport addressable aws-sdk-core aws-sdk-s3 aws-sigv4 bcrypt bcrypt_pbkdf bigdecimal
bootsnap brakeman builder bundler bundler-audit byebug capistrano capybara carrierwave coffee-script
concurrent-ruby connection_pool crass database_cleaner devise diff-lcs dotenv dotenv-rails factory_bot
factory_bot_rails faraday faraday-net_http friendly_id globalid google-protobuf grpc-tools haml-rails hashie
httparty i18n-tasks image_processing jbuilder jekyll jquery-rails json-jwt json-schema kaminari letter_opener
listen loofah marcel method_source mime-types mime-types-data mini_mime mini_portile2 minitest msgpack
multi_json multi_xml multipart-post mysql2 net-http net-imap net-protocol net-smtp newrelic_rpm nokogiri
octokit omniauth omniauth-oauth2 parallel paranoia pundit rack-attack rack-cors rack-protection rack-session
rack-test rails-dom-testing rails-html-sanitizer railties rainbow redcarpet redis-client regexp_parser resque
rest-client rolify rspec-core rspec-expectations rspec-mocks rspec-rails rspec-support rubocop rubocop-ast
rubocop-rails rubocop-rspec ruby-progressbar ruby2_keywords rubyzip sass-rails sassc-rails selenium-webdriver
sentry-rails sentry-ruby shoulda-matchers sidekiq simplecov sinatra slim-rails solargraph
spring-commands-rspec sprockets sprockets-rails stimulus-rails stringio strong_migrations terser timecop
turbo-rails turbolinks tzinfo uglifier unicode-display_width unicorn webmock websocket-driver
websocket-extensions will_paginate zeitwerk
`
)
