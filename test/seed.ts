// One seed for every property: a run can be repeated. PINCER_SEED=fresh looks where nobody looked yet, and says where.
import fc from 'fast-check';

const given = process.env.PINCER_SEED ?? '20261128';
fc.configureGlobal({ seed: given === 'fresh' ? Date.now() : Number(given) });
