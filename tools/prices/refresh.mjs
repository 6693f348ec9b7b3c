#!/usr/bin/env node
// Refreshes the price data that Treeline ships.
//
//   node tools/prices/refresh.mjs [version]     (default: the latest; needs Node 18 and npm)
//
// Takes the MIT npm package @pydantic/genai-prices, whose prices are one array literal inside
// dist/index.js, and writes what Treeline uses of it in the package's own v2 form: the providers in
// genai-prices.json and the models of each in genai-prices/ID.json, which is read only when needed,
// beside the package's licence. The same version always gives the same bytes. Review the diff: one
// line is one model. Then run `./mvnw -pl processor -am test`, whose PriceDataTest checks dates and
// sanity.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const PACKAGE = '@pydantic/genai-prices';
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const TARGET = join(ROOT, 'processor/src/main/resources/io/treeline/processor/cost');
const MODELS = join(TARGET, 'genai-prices');

// What Treeline can price: the units that spans report. Pages, searches, … they do not.
const PRICE_KEYS = [
  'input_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'cache_write_5m_mtok',
  'cache_write_1h_mtok',
  'input_audio_mtok',
  'input_image_mtok',
  'output_mtok',
  'output_reasoning_mtok',
  'output_audio_mtok',
  'output_image_mtok',
  'requests_kcount',
];

const scratch = mkdtempSync(join(tmpdir(), 'genai-prices-'));
try {
  refresh(process.argv[2] ?? 'latest');
} finally {
  rmSync(scratch, { recursive: true });
}

function refresh(wanted) {
  npm('install', '--prefix', scratch, '--ignore-scripts', '--no-audit', `${PACKAGE}@${wanted}`);
  const home = join(scratch, 'node_modules', PACKAGE);
  const { version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  if (license !== 'MIT') {
    throw new Error(`${PACKAGE} ${version} is under ${license}, not MIT: do not ship it`);
  }
  const times = JSON.parse(npm('view', `${PACKAGE}@${version}`, 'time', '--json'));
  const published = times[version].slice(0, 10);
  const bundle = readFileSync(join(home, 'dist/index.js'), 'utf8');
  const providers = priceArray(bundle).map(slimProvider);
  write(version, published, providers);
  writeFileSync(join(TARGET, 'LICENSE-genai-prices'), readFileSync(join(home, 'LICENSE')));
  const models = providers.reduce((sum, provider) => sum + provider.models.length, 0);
  console.log(`${PACKAGE} ${version} of ${published}`);
  console.log(`${providers.length} providers, ${models} models`);
  console.log('If the version changed, change it in NOTICE too.');
}

function npm(...args) {
  return execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

// The first array literal of the bundle, evaluated alone, without access to anything.
function priceArray(source) {
  const start = source.indexOf('= [') + 2;
  const end = source.indexOf('\n]', start) + 2;
  const expression = `JSON.stringify(${source.slice(start, end)})`;
  const json = vm.runInNewContext(expression, Object.create(null), { timeout: 10_000 });
  const providers = JSON.parse(json);
  if (!providers.length || !providers.every((provider) => provider.id && provider.models?.length)) {
    throw new Error('the bundle no longer starts with the array of providers');
  }
  return providers;
}

function slimProvider({ id, provider_match, model_match, fallback_model_providers, models }) {
  const rules = { provider_match, model_match, fallback_model_providers };
  return { id, ...rules, models: models.map(slimModel) };
}

function slimModel({ id, match, context_window, prices }) {
  const slim = Array.isArray(prices) ? prices.map(slimTerm) : slimPrices(prices);
  return { id, match, context_window, prices: slim };
}

function slimTerm({ constraint, prices }) {
  if (constraint === undefined) {
    return { prices: slimPrices(prices) };
  }
  const { start_date, start_time, end_time } = constraint;
  if (!start_date && !(start_time && end_time)) {
    throw new Error(`unknown price constraint ${JSON.stringify(constraint)}`);
  }
  return { constraint: { start_date, start_time, end_time }, prices: slimPrices(prices) };
}

function slimPrices(prices) {
  const priced = PRICE_KEYS.filter((key) => prices[key] !== undefined);
  return Object.fromEntries(priced.map((key) => [key, slimPrice(prices[key])]));
}

function slimPrice(price) {
  if (typeof price === 'number') {
    return usd(price);
  }
  const tiers = price.tiers.map((tier) => ({ start: tier.start, price: usd(tier.price) }));
  return { base: usd(price.base), tiers };
}

// A price without the noise that binary fractions leave behind the ninth decimal.
function usd(price) {
  if (!Number.isFinite(price) || price < 0) {
    throw new Error(`not a price: ${price}`);
  }
  return Number(price.toFixed(9));
}

// One line a provider or model; order as in the package, because the first rule that fits wins.
function write(version, published, providers) {
  const rules = providers.map(({ models, ...rest }) => rest);
  const head = JSON.stringify({ package: PACKAGE, version, published, license: 'MIT' });
  const index = `${head.slice(0, -1)},"providers":${lines(rules)}}\n`;
  writeFileSync(join(TARGET, 'genai-prices.json'), index);
  rmSync(MODELS, { recursive: true, force: true });
  mkdirSync(MODELS);
  for (const { id, models } of providers) {
    if (!/^[a-z0-9_-]+$/.test(id)) {
      throw new Error(`provider ${id} cannot name a file`);
    }
    writeFileSync(join(MODELS, `${id}.json`), `${lines(models)}\n`);
  }
}

function lines(values) {
  return `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]`;
}
