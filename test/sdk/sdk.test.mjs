// Drives a running server with the real npm client, in the order of the compatibility list of the API. The Go test
// beside it starts the server and runs this file.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const { APIClient } = createRequire(import.meta.url)('@nocobase/sdk');

const baseURL = `${process.env.SEQUITUR_URL}/api/`;
const control = process.env.SEQUITUR_CONTROL;
const rootEmail = process.env.SEQUITUR_ROOT_EMAIL;
const rootPassword = process.env.SEQUITUR_ROOT_PASSWORD;
const password = 'a-Good-Password-7';

const client = () => new APIClient({ baseURL, storageType: 'memory' });
const root = client();

// fails asserts that a call is refused, and returns its answer.
async function fails(call, status, code) {
  let response;
  try {
    response = await call;
  } catch (error) {
    if (!error.response) throw error;
    const refused = error.response;
    assert.equal(refused.status, status, JSON.stringify(refused.data));
    assert.match(refused.headers['content-type'], /^application\/json/);
    assert.ok(Array.isArray(refused.data.errors) && refused.data.errors[0].message, JSON.stringify(refused.data));
    if (code) assert.equal(refused.data.errors[0].code, code, JSON.stringify(refused.data));
    return refused;
  }
  return assert.fail(`status ${response.status}, want ${status}: ${JSON.stringify(response.data)}`);
}

const data = async (call) => (await call).data.data;
const all = async (resource, params) => data(root.resource(resource).list({ paginate: false, ...params }));
const names = (rows, field = 'name') => rows.map((row) => row[field]);
const holds = (have, want) => {
  for (const [key, value] of Object.entries(want)) assert.deepEqual(have[key], value, `${key} of ${JSON.stringify(have)}`);
};

// 1 signing in and out

test('sign in', async (t) => {
  await t.test('a wrong password is 401', () => fails(client().auth.signIn({ account: rootEmail, password: 'wrong-Password-0' }, 'basic'), 401));
  await t.test('an unknown account is 401', () => fails(client().auth.signIn({ account: 'nobody', password: 'wrong-Password-0' }, 'basic'), 401));
  await t.test('no account is 400', () => fails(client().auth.signIn({ password: 'x' }, 'basic'), 400));
  await t.test('an unknown authenticator is 401', () => fails(client().auth.signIn({ account: rootEmail, password: rootPassword }, 'nope'), 401));
  await t.test('with an authenticator', async () => {
    const r = await root.auth.signIn({ account: rootEmail, password: rootPassword }, 'basic');
    assert.equal(r.data.data.user.email, rootEmail);
    assert.equal(r.data.data.user.password, undefined);
    assert.equal(root.auth.token, r.data.data.token);
    assert.equal(root.auth.authenticator, 'basic');
  });
  await t.test('without one, by the older name of the account', async () => {
    const c = client();
    await c.auth.signIn({ email: rootEmail, password: rootPassword });
    assert.ok(c.auth.token);
    assert.equal((await data(c.request({ url: 'auth:check' }))).email, rootEmail);
  });
  await t.test('a stale token does not hinder', async () => {
    const c = client();
    c.auth.setToken('stale');
    await c.auth.signIn({ account: rootEmail, password: rootPassword }, 'basic');
    assert.notEqual(c.auth.token, 'stale');
  });
  await t.test('sign out', async () => {
    const c = client();
    await c.auth.signIn({ account: rootEmail, password: rootPassword }, 'basic');
    const { token } = c.auth;
    assert.deepEqual((await c.auth.signOut()).data, {});
    await fails(c.request({ url: 'auth:check' }), 401, 'EMPTY_TOKEN');
    c.auth.setToken(token);
    await fails(c.request({ url: 'auth:check' }), 401, 'BLOCKED_TOKEN');
  });
  await t.test('a token that is none', async () => {
    const c = client();
    c.auth.setToken('x.y.z');
    await fails(c.request({ url: 'auth:check' }), 401, 'INVALID_TOKEN');
  });
});

// 2 collections and fields

test('collections and fields', async (t) => {
  await t.test('create with all kinds of general fields', async () => {
    await root.resource('collections').create({ values: { name: 'tags', title: 'Tags', fields: [{ name: 'name', type: 'string', interface: 'input' }] } });
    const c = await data(root.resource('collections').create({
      values: {
        name: 'posts', title: 'Posts', createdBy: true, updatedBy: true, createdAt: true, updatedAt: true, sortable: true, logging: true, titleField: 'title', custom: { kept: 1 },
        fields: [
          { name: 'title', type: 'string', interface: 'input', uiSchema: { type: 'string', title: 'Title', 'x-component': 'Input' } },
          { name: 'views', type: 'bigInt', interface: 'integer' }, { name: 'done', type: 'boolean', interface: 'checkbox' }, { name: 'at', type: 'date', interface: 'datetime' },
          { name: 'day', type: 'dateOnly', interface: 'date' }, { name: 'meta', type: 'json', interface: 'json' }, { name: 'labels', type: 'array', interface: 'multipleSelect' },
          { name: 'price', type: 'decimal', precision: 10, scale: 2 }, { name: 'state', type: 'string', interface: 'select', defaultValue: 'new', uiSchema: { enum: [{ value: 'new', label: 'New', color: 'blue' }] } },
          { name: 'author', type: 'belongsTo', interface: 'm2o', target: 'users', foreignKey: 'authorId' },
          { name: 'comments', type: 'hasMany', interface: 'o2m', target: 'comments', foreignKey: 'postId' },
          { name: 'tags', type: 'belongsToMany', interface: 'm2m', target: 'tags', through: 'postsTags', foreignKey: 'postId', otherKey: 'tagId' },
        ],
      },
    }));
    holds(c, { name: 'posts', title: 'Posts', titleField: 'title', custom: { kept: 1 }, logging: true, filterTargetKey: 'id', createdAt: true, createdBy: true });
    assert.ok(c.key);
    assert.equal(c.options, undefined);
    const title = c.fields.find((f) => f.name === 'title');
    holds(title, { type: 'string', interface: 'input', collectionName: 'posts' });
    assert.ok(title.key);
    await root.resource('collections').create({ values: { name: 'comments', fields: [{ name: 'text', type: 'string' }, { name: 'score', type: 'integer' }, { name: 'post', type: 'belongsTo', target: 'posts', foreignKey: 'postId' }] } });
    await root.resource('collections.fields', 'postsTags').create({ values: { name: 'weight', type: 'integer' } });
  });
  await t.test('the name of another is refused', () => fails(root.resource('collections').create({ values: { name: 'posts' } }), 400));
  await t.test('a bad name is refused', () => fails(root.resource('collections').create({ values: { name: 'a b' } }), 400));
  await t.test('an unknown type is refused', () => fails(root.resource('collections').create({ values: { name: 'odd', fields: [{ name: 'x', type: 'nope' }] } }), 400));
  await t.test('a name is made where there is none', async () => assert.match((await data(root.resource('collections').create({ values: { fields: [] } }))).name, /^t_/));
  await t.test('listMeta', async () => {
    const list = await data(root.request({ url: 'collections:listMeta' }));
    const posts = list.find((c) => c.name === 'posts');
    assert.equal(posts.filterTargetKey, 'id');
    assert.deepEqual(posts.unavailableActions, []);
    assert.ok(posts.fields.find((f) => f.name === 'tags' && f.through === 'postsTags'));
    assert.deepEqual(await data(root.resource('collections').listMeta()), list);
  });
  await t.test('list with fields', async () => {
    const list = await data(root.resource('collections').list({ appends: ['fields'], paginate: false, filter: { name: 'posts' } }));
    assert.equal(list.length, 1);
    assert.ok(list[0].fields.find((f) => f.name === 'title').uiSchema.title);
  });
  await t.test('get and update by name', async () => {
    await root.resource('collections').update({ filterByTk: 'posts', values: { title: 'Articles', description: 'd' } });
    holds(await data(root.resource('collections').get({ filterByTk: 'posts', appends: ['fields'] })), { title: 'Articles', description: 'd', custom: { kept: 1 } });
    assert.equal(await data(root.resource('collections').get({ filterByTk: 'nope' })), null);
  });
  await t.test('fields by name', async () => {
    const fields = root.resource('collections.fields', 'posts');
    holds(await data(fields.create({ values: { name: 'extra', type: 'string', interface: 'input', uiSchema: { title: 'Extra' }, more: 1 } })), { name: 'extra', more: 1, collectionName: 'posts' });
    await fails(fields.create({ values: { name: 'extra', type: 'string' } }), 400);
    await fields.update({ filterByTk: 'extra', values: { uiSchema: { title: 'Extra 2' } } });
    holds(await data(fields.get({ filterByTk: 'extra' })), { uiSchema: { title: 'Extra 2' }, more: 1, type: 'string' });
    assert.ok(names(await data(fields.list({ paginate: false }))).includes('extra'));
    await fields.move({ sourceId: 'extra', targetId: 'title' });
    await fields.destroy({ filterByTk: 'extra' });
    assert.equal(await data(fields.get({ filterByTk: 'extra' })), null);
    await fails(root.resource('collections.fields', 'nope').list(), 404);
  });
  await t.test('a relation with its mirror', async () => {
    await root.resource('collections').create({ values: { name: 'rooms', fields: [{ name: 'name', type: 'string' }, { name: 'house', type: 'belongsTo', interface: 'm2o', target: 'tags', foreignKey: 'houseId', reverseField: { name: 'rooms', type: 'hasMany', interface: 'o2m', uiSchema: { title: 'Rooms' } } }] } });
    holds(await data(root.resource('collections.fields', 'tags').get({ filterByTk: 'rooms' })), { type: 'hasMany', target: 'rooms', foreignKey: 'houseId' });
    await root.resource('collections').destroy({ filterByTk: 'rooms', cascade: true });
    assert.equal(await data(root.resource('collections.fields', 'tags').get({ filterByTk: 'rooms' })), null);
  });
  await t.test('setFields replaces', async () => {
    await root.resource('collections').create({ values: { name: 'plain', fields: [{ name: 'a', type: 'string' }, { name: 'b', type: 'string' }] } });
    const fields = await data(root.resource('collections.fields', 'plain').list({ paginate: false }));
    const keep = fields.filter((f) => f.name !== 'b');
    await root.resource('collections').setFields({ filterByTk: 'plain', values: { fields: [...keep, { name: 'c', type: 'integer' }] } });
    const after = names(await data(root.resource('collections.fields', 'plain').list({ paginate: false })));
    assert.ok(after.includes('a') && after.includes('c') && !after.includes('b'), String(after));
    assert.equal(await data(root.resource('collections').destroy({ filterByTk: 'plain' })), 1);
    await fails(root.resource('plain').list(), 404);
  });
  await t.test('system collections are protected', () => fails(root.resource('collections').destroy({ filterByTk: 'users' }), 400));
  await t.test('categories are asked for', async () => assert.deepEqual(await data(root.resource('collectionCategories').list()), []));
});

// 3 create, get, list

let one;
test('create, get, list', async (t) => {
  const posts = root.resource('posts');
  await t.test('create one with associations', async () => {
    one = await data(posts.create({ values: { title: 'one', views: 5, done: true, at: '2025-03-15T10:30:00.000Z', day: '2025-03-15', meta: { a: [1] }, labels: ['b', 'a'], price: '12.50', comments: [{ text: 'c1', score: 1 }, { text: 'c2', score: 2 }], tags: [{ name: 't1' }] } }));
    holds(one, { title: 'one', views: 5, done: true, at: '2025-03-15T10:30:00.000Z', day: '2025-03-15', meta: { a: [1] }, labels: ['b', 'a'], price: '12.50', state: 'new' });
    assert.equal(typeof one.id, 'number');
    assert.equal(one.comments.length, 2);
    assert.equal(one.tags.length, 1);
  });
  await t.test('create many', async () => assert.deepEqual(names(await data(posts.create({ values: [{ title: 'two', views: 10 }, { title: 'three', views: '20', at: '2024-12-31T23:30:00.000Z' }] })), 'title'), ['two', 'three']));
  await t.test('get by a scalar, an object, a list', async () => {
    for (const filterByTk of [one.id, String(one.id), { id: one.id }, { id: one.id, title: 'one' }, [one.id, 1]]) assert.equal((await data(posts.get({ filterByTk }))).title, 'one');
    assert.equal((await data(posts.get({ filter: { title: 'one' } }))).id, one.id);
  });
  await t.test('what is missing is null', async () => {
    for (const params of [{ filterByTk: 99 }, { filterByTk: null }, { filter: { title: 'zz' } }]) assert.deepEqual((await posts.get(params)).data, { data: null });
  });
  await t.test('appends, dotted too', async () => {
    const row = await data(posts.get({ filterByTk: one.id, appends: ['tags', 'comments.post', 'author', 'createdBy'] }));
    assert.equal(row.tags[0].name, 't1');
    assert.equal(row.tags[0].postsTags.postId, one.id);
    assert.equal(row.comments[0].post.title, 'one');
    assert.equal(row.author, null);
    assert.equal(row.createdBy.email, rootEmail);
    assert.equal(row.createdBy.password, undefined);
  });
  await t.test('fields and except', async () => {
    assert.deepEqual(Object.keys(await data(posts.get({ filterByTk: one.id, fields: ['id', 'title'] }))).sort(), ['id', 'title']);
    const row = await data(posts.get({ filterByTk: one.id, fields: ['title', 'tags.name'] }));
    assert.equal(row.tags[0].name, 't1');
    assert.ok(!('title' in (await data(posts.get({ filterByTk: one.id, except: ['title'] })))));
  });
  await t.test('list with paging', async () => {
    const r = await posts.list({ page: 2, pageSize: 2, sort: ['-views'], fields: ['title'] });
    assert.deepEqual(names(r.data.data, 'title'), ['one']);
    assert.deepEqual(r.data.meta, { count: 3, page: 2, pageSize: 2, totalPage: 2 });
    assert.equal((await posts.list()).data.meta.pageSize, 20);
  });
  await t.test('all without a page', async () => {
    const r = await posts.list({ paginate: false, sort: 'views' });
    assert.equal(r.data.meta, undefined);
    assert.deepEqual(names(r.data.data, 'title'), ['one', 'two', 'three']);
  });
  await t.test('unknown names are refused', async () => {
    for (const params of [{ fields: ['nope'] }, { appends: ['nope'] }, { except: ['nope'] }, { sort: ['nope'] }, { filter: { nope: 1 } }]) await fails(posts.list(params), 400, 'UNKNOWN_FIELD');
  });
  await t.test('big numbers do not lose digits', async () => {
    const row = await data(posts.create({ values: { title: 'big', views: '9007199254740993' } }));
    assert.equal(row.views, '9007199254740993');
    assert.equal((await data(posts.list({ filter: { views: '9007199254740993' } }))).length, 1);
    await posts.destroy({ filterByTk: row.id });
  });
});

// 4 filters

test('filters', async (t) => {
  const cases = [
    [{ title: 'one' }, 1], [{ title: ['one', 'two'] }, 2], [{ title: null }, 0], [{ title: { $ne: 'one' } }, 2], [{ title: { $in: ['one'] } }, 1], [{ title: { $notIn: ['one'] } }, 2], [{ title: { $includes: 'O' } }, 2], [{ title: { $notIncludes: 'o' } }, 1],
    [{ title: { $startsWith: 't' } }, 2], [{ title: { $notStartsWith: 't' } }, 1], [{ title: { $endWith: 'e' } }, 2], [{ title: { $notEndWith: 'e' } }, 1], [{ title: { $empty: true } }, 0], [{ title: { $notEmpty: true } }, 3],
    [{ views: 5 }, 1], [{ views: { $gt: 5 } }, 2], [{ views: { $gte: 5 } }, 3], [{ views: { $lt: 10 } }, 1], [{ views: { $lte: 10 } }, 2], [{ views: { $ne: 5 } }, 2], [{ views: { $in: [5, 10] } }, 2], [{ views: { $notIn: [5] } }, 2], [{ views: { $between: [5, 10] } }, 2], [{ price: { $gte: 12 } }, 1], [{ price: '12.50' }, 1], [{ price: null }, 2],
    [{ done: true }, 1], [{ done: { $isTruly: true } }, 1], [{ done: { $isFalsy: true } }, 2], [{ done: { $empty: true } }, 2],
    [{ at: { $dateOn: '2025-03-15' } }, 1], [{ at: { $dateOn: '2025' } }, 1], [{ at: { $dateOn: '2025-03' } }, 1], [{ at: { $dateOn: '2025Q1' } }, 1], [{ at: { $dateOn: '2025W11' } }, 1], [{ at: { $dateNotOn: '2025' } }, 1], [{ at: { $dateBefore: '2025-03-15' } }, 1], [{ at: { $dateAfter: '2024' } }, 1], [{ at: { $dateNotBefore: '2025' } }, 1], [{ at: { $dateNotAfter: '2024' } }, 1], [{ at: { $dateBetween: ['2025-03-01', '2025-04-01'] } }, 1], [{ at: { $empty: true } }, 1], [{ day: { $dateOn: '2025-03-15' } }, 1], [{ createdAt: { $dateOn: { type: 'today' } } }, 3], [{ createdAt: { $dateOn: { type: 'past', number: 2, unit: 'day' } } }, 0], [{ createdAt: { $dateOn: '{{$nDate.today}}' } }, 3],
    [{ labels: { $anyOf: ['a'] } }, 1], [{ labels: { $noneOf: ['a'] } }, 2], [{ labels: { $match: ['a', 'b'] } }, 1], [{ labels: { $notMatch: ['a'] } }, 1], [{ labels: { $empty: true } }, 2],
    [{ 'comments.text': 'c1' }, 1], [{ comments: { text: { $includes: 'c' } } }, 1], [{ 'comments.score.$gt': 1 }, 1], [{ 'tags.name.$eq': 't1' }, 1], [{ 'comments.id.$exists': true }, 1], [{ 'comments.$exists': true }, 1], [{ 'comments.$notExists': true }, 2], [{ 'author.id.$notExists': true }, 3], [{ 'createdBy.email': rootEmail }, 3],
    [{ createdById: { $eq: '{{$user.id}}' } }, 3], [{ 'createdBy.id': '{{ctx.state.currentUser.id}}' }, 3],
    [{ $and: [{ title: 'one' }, { views: 5 }] }, 1], [{ $or: [{ title: 'one' }, { title: 'two' }] }, 2], [{ $not: { title: 'one' } }, 2], [{ views: { $not: { $gt: 5 } } }, 1], [{ $and: [{ $or: [{ views: 5 }, { views: 10 }] }, { title: { $ne: 'two' } }] }, 1], [{}, 3], [{ $and: [] }, 3], [{ '*': 1, title: 'one' }, 1],
  ];
  for (const [filter, count] of cases) {
    await t.test(JSON.stringify(filter), async () => {
      assert.equal((await root.resource('posts').list({ filter })).data.meta.count, count, 'as JSON');
      if (filter['*']) return;
      assert.equal((await root.resource('posts').list({ filter: JSON.stringify(filter) })).data.meta.count, count, 'as text');
      if (Object.keys(filter).length && !JSON.stringify(filter).includes('[]')) assert.equal((await root.request({ url: 'posts:list', params: { filter } })).data.meta.count, count, 'in brackets');
    });
  }
  await t.test('days begin in the zone of the request', async () => {
    const inZone = async (zone, filter) => (await root.request({ resource: 'posts', action: 'list', params: { filter }, headers: { 'X-Timezone': zone } })).data.meta.count;
    assert.equal(await inZone('+08:00', { at: { $dateOn: '2025-01-01' } }), 1);
    assert.equal(await inZone('Asia/Shanghai', { at: { $dateOn: '2025' } }), 2);
    assert.equal(await inZone('-05:00', { at: { $dateOn: '2024-12-31' } }), 1);
    assert.equal(await inZone('+08:00', { createdAt: { $dateOn: { type: 'today' } } }), 3);
  });
  await t.test('mistakes are 400', async () => {
    await fails(root.request({ url: 'posts:list?filter={bad' }), 400, 'INVALID_FILTER_JSON');
    await fails(root.resource('posts').list({ filter: { title: { $bogus: 1 } } }), 400, 'UNKNOWN_OPERATOR');
    await fails(root.resource('posts').list({ filter: { title: { $col: 'views' } } }), 400, 'UNKNOWN_OPERATOR');
    await fails(root.resource('posts').list({ filter: { at: { $dateOn: 'soon' } } }), 400, 'INVALID_DATE');
    await fails(root.resource('posts').list({ filter: { views: 'many' } }), 400, 'INVALID_VALUE');
    await fails(root.resource('posts').list({ filter: { 'createdBy.password.$notEmpty': true } }), 400, 'UNKNOWN_FIELD');
  });
});

// 5 update and destroy

test('update and destroy', async (t) => {
  const posts = root.resource('posts');
  await t.test('update answers a list', async () => holds((await data(posts.update({ filterByTk: one.id, values: { title: 'uno' } })))[0], { title: 'uno', views: 5 }));
  await t.test('by filter', async () => assert.equal((await data(posts.update({ filter: { views: { $gt: 5 } }, values: { done: true } }))).length, 2));
  await t.test('by both', async () => assert.deepEqual(await data(posts.update({ filterByTk: one.id, filter: { title: 'x' }, values: { done: true } })), []));
  await t.test('of nothing', async () => assert.deepEqual(await data(posts.update({ filterByTk: 1, values: { done: true } })), []));
  await t.test('without condition', async () => {
    for (const params of [{}, { filter: {} }, { filter: { $and: [] } }]) await fails(posts.update({ ...params, values: { done: true } }), 400, 'FILTER_REQUIRED');
  });
  await t.test('an empty list of keys matches nothing', async () => assert.deepEqual(await data(posts.update({ filterByTk: '[]', values: { done: true } })), []));
  await t.test('forceUpdate', async () => assert.equal((await data(posts.update({ forceUpdate: true, values: { done: false } }))).length, 3));
  await t.test('whitelist and blacklist', async () => {
    holds((await data(posts.update({ filterByTk: one.id, whitelist: ['title'], values: { title: 'w', views: 99 } })))[0], { title: 'w', views: 5 });
    holds((await data(posts.update({ filterByTk: one.id, blacklist: ['title'], values: { title: 'b', views: 6 } })))[0], { title: 'w', views: 6 });
  });
  await t.test('destroy', async () => {
    const ids = names(await data(root.resource('tags').create({ values: [{ name: 'd1' }, { name: 'd2' }, { name: 'd3' }, { name: 'd4' }] })), 'id');
    assert.equal(await data(root.resource('tags').destroy({ filterByTk: ids[0] })), 1);
    assert.equal(await data(root.resource('tags').destroy({ filterByTk: [ids[1], ids[2], 1] })), 2);
    assert.equal(await data(root.resource('tags').destroy({ filter: { name: 'd4' } })), 1);
    assert.equal(await data(root.resource('tags').destroy({ filter: { name: 'd4' } })), 0);
    await fails(root.resource('tags').destroy(), 400, 'FILTER_REQUIRED');
  });
});

// 6 associations

test('association resources', async (t) => {
  const comments = root.resource('posts.comments', one.id);
  const tags = root.resource('posts.tags', one.id);
  await t.test('list and create', async () => {
    const r = await comments.list({ sort: ['text'] });
    assert.deepEqual(names(r.data.data, 'text'), ['c1', 'c2']);
    assert.equal(r.data.meta.count, 2);
    assert.equal((await data(comments.create({ values: { text: 'c3' } }))).postId, one.id);
    holds((await data(comments.update({ filter: { text: 'c3' }, values: { score: 7 } })))[0], { score: 7 });
    assert.equal(await data(comments.destroy({ filter: { text: 'c3' } })), true);
  });
  await t.test('add, remove, set, toggle', async () => {
    const two = await data(root.resource('tags').create({ values: { name: 't2' } }));
    const three = await data(root.resource('tags').create({ values: { name: 't3' } }));
    const linked = async () => names(await data(tags.list({ sort: 'name' })));
    assert.deepEqual((await tags.add({ values: [two.id] })).data, {});
    assert.deepEqual(await linked(), ['t1', 't2']);
    assert.deepEqual((await tags.remove({ values: [two.id] })).data, {});
    assert.deepEqual(await linked(), ['t1']);
    assert.deepEqual((await tags.set({ values: [two.id, three.id] })).data, {});
    assert.deepEqual(await linked(), ['t2', 't3']);
    await tags.remove({ filterByTk: `${two.id},${three.id}` });
    assert.deepEqual(await linked(), []);
    assert.equal(await data(tags.toggle({ values: [two.id] })), 'ok');
    assert.deepEqual(await linked(), ['t2']);
    await tags.add({ values: [[three.id, { weight: 4 }]] });
    assert.equal((await data(tags.list({ filter: { name: 't3' } })))[0].postsTags.weight, 4);
    await tags.update({ filterByTk: three.id, values: { postsTags: { weight: 5 } } });
    assert.equal((await data(tags.get({ filterByTk: three.id }))).postsTags.weight, 5);
  });
  await t.test('to-one', async () => {
    const me = await data(root.request({ url: 'auth:check' }));
    await root.request({ url: `posts/${one.id}/author:set?filterByTk=${me.id}`, method: 'post' });
    assert.equal((await data(root.resource('posts.author', one.id).get())).email, rootEmail);
    assert.equal((await data(root.resource('posts').get({ filterByTk: one.id, appends: ['author'] }))).author.id, me.id);
    await root.resource('posts.author', one.id).remove();
    assert.equal(await data(root.resource('posts.author', one.id).get()), null);
  });
  await t.test('special characters in a source id', async () => {
    await root.resource('collections').create({ values: { name: 'codes', autoGenId: false, fields: [{ name: 'code', type: 'string', primaryKey: true }, { name: 'lines', type: 'hasMany', target: 'codeLines', foreignKey: 'codeId', sourceKey: 'code' }] } });
    await root.resource('collections').create({ values: { name: 'codeLines', fields: [{ name: 'text', type: 'string' }, { name: 'code', type: 'belongsTo', target: 'codes', foreignKey: 'codeId', targetKey: 'code' }] } });
    for (const code of ['a/b c', 'ü%2F?#&=+', 'x:y']) {
      await root.resource('codes').create({ values: { code } });
      await root.resource('codes.lines', code).create({ values: { text: code } });
      assert.deepEqual(names(await data(root.resource('codes.lines', code).list()), 'text'), [code]);
      assert.equal((await data(root.resource('codes').get({ filterByTk: code }))).code, code);
    }
  });
  await t.test('no source: all targets', async () => assert.ok((await data(root.resource('posts.comments', '').list())).length >= 2));
  await t.test('a source that is not there', async () => {
    assert.deepEqual(await data(root.resource('posts.comments', 1).list()), []);
    await fails(root.resource('posts.comments', 1).create({ values: {} }), 404);
    await fails(root.resource('posts.tags', 1).add({ values: [1] }), 404);
    await fails(root.resource('posts.comments', undefined).list(), 400);
  });
});

// 7 nested values

test('nested values', async () => {
  const posts = root.resource('posts');
  const look = () => data(posts.get({ filterByTk: one.id, appends: ['comments', 'tags'] }));
  const [c] = await data(root.resource('posts.comments', one.id).list({ sort: ['text'] }));
  await posts.update({ filterByTk: one.id, values: { comments: [{ id: c.id, text: 'changed' }] } });
  assert.deepEqual(names((await look()).comments, 'text'), ['c1'], 'linked only, the others unlinked');
  await posts.update({ filterByTk: one.id, updateAssociationValues: ['comments'], values: { comments: [{ id: c.id, text: 'changed' }, { text: 'new' }] } });
  assert.deepEqual(names((await look()).comments, 'text').sort(), ['changed', 'new']);
  await posts.update({ filterByTk: one.id, values: { comments: [] } });
  assert.deepEqual((await look()).comments, []);
  await posts.update({ filterByTk: one.id, values: { comments: [c.id] } });
  assert.equal((await look()).comments.length, 1);
  await posts.update({ filterByTk: one.id, values: { comments: null } });
  assert.equal((await look()).comments.length, 0);
  const [tag] = await data(root.resource('tags').list({ filter: { name: 't2' } }));
  await posts.update({ filterByTk: one.id, values: { tags: [{ id: tag.id, postsTags: { weight: 8 } }] } });
  assert.equal((await look()).tags[0].postsTags.weight, 8);
  await posts.update({ filterByTk: one.id, values: { title: 'uno' } });
  assert.equal((await look()).tags.length, 1, 'untouched when absent');
  await fails(posts.update({ filterByTk: one.id, values: { authorId: 1 } }), 400, 'TARGET_NOT_FOUND');
  await fails(posts.update({ filterByTk: one.id, values: { author: [1] } }), 400, 'INVALID_VALUE');
});

// 8 upserts and move

test('firstOrCreate, updateOrCreate, move', async (t) => {
  const tags = root.resource('tags');
  await t.test('upserts answer one record', async () => {
    const a = await data(tags.firstOrCreate({ values: { name: 'fo' }, filterKeys: ['name'] }));
    assert.equal((await data(tags.firstOrCreate({ values: { name: 'fo' }, filterKeys: ['name'] }))).id, a.id);
    const b = await data(tags.updateOrCreate({ values: { name: 'uo' }, filterKeys: ['name'] }));
    assert.equal((await data(tags.updateOrCreate({ values: { name: 'uo' }, filterKeys: ['name'] }))).id, b.id);
    await fails(tags.updateOrCreate({ values: { name: 'uo' } }), 400);
  });
  await t.test('move in three forms', async () => {
    const order = async () => names(await all('posts', { sort: 'sort' }), 'id');
    const [x, y, z] = await order();
    assert.equal(await data(root.resource('posts').move({ sourceId: x, targetId: z })), 'ok');
    assert.deepEqual(await order(), [y, z, x]);
    await root.resource('posts').move({ sourceId: x, targetId: y, method: 'insertAfter' });
    assert.deepEqual(await order(), [y, x, z]);
    await root.resource('posts').move({ sourceId: z, sticky: true });
    assert.deepEqual(await order(), [z, y, x]);
    await root.resource('collections').create({ values: { name: 'cards', fields: [{ name: 'name', type: 'string' }, { name: 'column', type: 'string' }, { name: 'sort', type: 'sort', scopeKey: 'column' }] } });
    const cards = await data(root.resource('cards').create({ values: [{ name: 'a', column: 'todo' }, { name: 'b', column: 'done' }] }));
    await root.resource('cards').move({ sourceId: cards[0].id, targetScope: { column: 'done' } });
    assert.deepEqual(names(await all('cards', { filter: { column: 'done' }, sort: 'sort' })), ['b', 'a']);
  });
});

// 9 permissions

test('permissions', async (t) => {
  const bob = client();
  let id;
  await t.test('a member sees his own', async () => {
    const u = await data(root.resource('users').create({ values: { nickname: 'Bob', username: 'bob', password, roles: ['member'] } }));
    id = u.id;
    assert.equal(u.password, undefined);
    await bob.auth.signIn({ account: 'bob', password }, 'basic');
    assert.equal((await bob.resource('posts').list()).data.meta.count, 0);
    const calls = [['posts', 'create'], ['users', 'list'], ['workflows', 'list'], ['collections', 'create']];
    for (const [resource, action] of calls) {
      assert.equal((await fails(bob.resource(resource)[action]({ values: {} }), 403, 'NO_PERMISSION')).data.errors[0].message, 'No permissions');
    }
    assert.deepEqual((await bob.resource('collections').list()).data.data.map((c) => c.name).includes('tags'), false);
  });
  await t.test('roles:check', async () => {
    const check = await data(bob.resource('roles').check());
    holds(check, { role: 'member', roles: ['member'], allowAll: false, roleMode: 'default' });
    assert.deepEqual(check.strategy.actions, ['view:own']);
    assert.equal(check.actionAlias.list, 'view');
    assert.ok(check.availableActions.includes('create'));
    assert.ok(check.snippets.includes('!pm.*'));
    assert.equal((await data(root.resource('roles').check())).allowAll, true);
  });
  await t.test('a role with a strategy', async () => {
    await root.resource('roles').create({ values: { name: 'editor', title: 'Editor', strategy: { actions: ['create', 'view', 'update:own'] } } });
    await root.resource('users.roles', id).add({ values: ['editor'] });
    bob.auth.setRole('editor');
    const mine = await data(bob.resource('posts').create({ values: { title: 'bobs' } }));
    assert.equal(mine.createdById, id);
    assert.equal((await bob.resource('posts').list()).data.meta.count, 4);
    await fails(bob.resource('posts').update({ filterByTk: one.id, values: { title: 'h' } }), 403);
    assert.equal((await data(bob.resource('posts').update({ filterByTk: mine.id, values: { title: 'mine' } })))[0].title, 'mine');
    await fails(bob.resource('posts').destroy({ filterByTk: mine.id }), 403);
    await root.resource('posts').destroy({ filterByTk: mine.id });
  });
  await t.test('a resource permission with fields and scope', async () => {
    const scope = await data(root.request({ url: 'dataSources/main/rolesResourcesScopes:create', method: 'post', data: { name: 'cheap', resourceName: 'posts', scope: { views: { $lt: 10 } } } }));
    const made = await data(root.request({ url: 'roles/editor/dataSourceResources:create', method: 'post', data: { name: 'posts', dataSourceKey: 'main', usingActionsConfig: true, actions: [{ name: 'view', fields: ['title', 'tags'], scopeId: scope.id }, { name: 'create', fields: ['title'] }] } }));
    assert.equal(made.usingActionsConfig, true);
    const r = await bob.resource('posts').list({ appends: ['tags', 'comments', 'createdBy'] });
    assert.equal(r.data.meta.count, 1);
    const [row] = r.data.data;
    assert.equal(row.title, 'uno');
    for (const name of ['views', 'comments', 'createdBy', 'meta']) assert.equal(row[name], undefined, name);
    await fails(bob.resource('posts').list({ filter: { price: 1 } }), 403, 'FIELD_FORBIDDEN');
    await fails(bob.resource('posts').list({ sort: ['-price'] }), 403, 'FIELD_FORBIDDEN');
    await fails(bob.resource('posts').update({ filterByTk: one.id, values: {} }), 403);
    const got = await data(root.request({ url: 'roles/editor/dataSourceResources:get', params: { filter: { dataSourceKey: 'main', name: 'posts' } } }));
    assert.equal(got.actions.length, 2);
    await root.request({ url: 'roles/editor/dataSourceResources:update', method: 'post', params: { filterByTk: got.id }, data: { actions: [{ name: 'view', fields: ['title', 'views'] }] } });
    assert.ok((await data(bob.resource('posts').list()))[0].views !== undefined);
  });
  await t.test('a wrong role', async () => {
    bob.auth.setRole('admin');
    await fails(bob.resource('posts').list(), 401, 'ROLE_NOT_FOUND_FOR_USER');
  });
  await t.test('the union of roles', async () => {
    await root.resource('roles').setSystemRoleMode({ values: { roleMode: 'allow-use-union' } });
    bob.auth.setRole('__union__');
    const check = await data(bob.resource('roles').check());
    assert.equal(check.role, '__union__');
    assert.deepEqual([...check.roles].sort(), ['editor', 'member']);
    await root.resource('roles').setSystemRoleMode({ values: { roleMode: 'default' } });
    bob.auth.setRole('');
  });
  await t.test('what is taken away works no longer', async () => {
    await root.resource('roles.users', 'editor').remove({ values: [id] });
    bob.auth.setRole('editor');
    await fails(bob.resource('posts').list(), 401, 'ROLE_NOT_FOUND_FOR_USER');
    bob.auth.setRole('');
    await root.resource('roles').destroy({ filterByTk: 'editor' });
    await root.resource('roles').create({ values: { name: 'editor', title: 'Editor' } });
    assert.deepEqual(await data(root.request({ url: 'roles/editor/dataSourceResources:list' })), []);
  });
  await t.test('nobody raises himself', async () => {
    const adm = client();
    const u = await data(root.resource('users').create({ values: { username: 'adm', password, roles: ['admin'] } }));
    await adm.auth.signIn({ account: 'adm', password }, 'basic');
    await fails(adm.resource('users.roles', u.id).add({ values: ['root'] }), 403);
    await fails(adm.resource('roles.users', 'root').add({ values: [u.id] }), 403);
    await fails(adm.resource('roles').update({ filterByTk: 'root', values: { title: 'x' } }), 403);
    await fails(root.resource('roles').destroy({ filterByTk: 'member' }), 403);
  });
});

// 10 envelopes

test('envelopes', async (t) => {
  await t.test('errors are JSON', async () => {
    await fails(client().resource('posts').list(), 401, 'EMPTY_TOKEN');
    await fails(root.resource('nope').list(), 404, 'UNKNOWN_RESOURCE');
    await fails(root.resource('posts').bogus(), 404, 'UNKNOWN_ACTION');
    await fails(root.request({ url: 'posts/1/comments/2/x' }), 404);
    await fails(root.request({ url: 'posts:create', method: 'post', data: '{"a":', headers: { 'Content-Type': 'application/json' } }), 400, 'INVALID_JSON');
    await fails(root.request({ url: 'posts:create', method: 'post', data: '3', headers: { 'Content-Type': 'application/json' } }), 400, 'INVALID_JSON');
    const invalid = await fails(root.resource('posts').create({ values: { views: 'x' } }), 400, 'INVALID_VALUE');
    assert.equal(invalid.data.errors[0].field, 'views');
  });
  await t.test('reads never change', () => fails(root.request({ url: 'posts:destroy?filterByTk=1' }), 405, 'METHOD_NOT_ALLOWED'));
  await t.test('methods without an action', async () => {
    const made = await data(root.request({ url: 'tags', method: 'post', data: { name: 'verb' } }));
    assert.equal((await data(root.request({ url: `tags/${made.id}` }))).name, 'verb');
    assert.equal((await data(root.request({ url: `tags/${made.id}`, method: 'put', data: { name: 'verb2' } })))[0].name, 'verb2');
    assert.ok((await data(root.request({ url: 'tags' }))).length > 0);
    assert.equal(await data(root.request({ url: `tags/${made.id}`, method: 'delete' })), 1);
  });
});

// 11 workflows on actions (the client's own parameter)

test('triggerWorkflows', async () => {
  const wf = await data(root.resource('workflows').create({ values: { key: 'greet', title: 'Greet', type: 'action', sync: true, config: { collection: 'posts' } } }));
  await root.resource('workflows.nodes', wf.id).create({ values: { type: 'response-message', title: 'm', config: { message: 'hello {{$context.data.title}}' } } });
  await root.resource('workflows').update({ filterByTk: wf.id, values: { enabled: true } });
  const r = await root.resource('posts').create({ values: { title: 'wf' }, triggerWorkflows: 'greet,unknown!author' });
  assert.deepEqual(r.data.messages, [{ message: 'hello wf' }]);
  assert.equal(r.headers['x-outcome'], 'saved');
  const receipt = await data(root.resource('receipts').get({ filterByTk: r.headers['x-receipt'] }));
  assert.deepEqual(receipt.verdicts.map((v) => [v.key, v.verdict, v.reason]), [['greet', 'started', undefined], ['unknown', 'skipped', 'unknown_key']]);
  await fails(root.resource('posts').create({ values: { title: 'wf' }, triggerWorkflows: 'greet!tags' }), 400);
  await root.resource('posts').destroy({ filter: { title: 'wf' } });
});

// 12 people and themselves

test('one\'s own account', async (t) => {
  const eva = client();
  await t.test('sign-up is off, then on', async () => {
    await fails(client().auth.signUp({ username: 'eva', password, confirm_password: password }, 'basic'), 403);
    await root.request({ url: 'systemSettings:put', method: 'post', data: { allowSignUp: true } });
    assert.deepEqual((await client().auth.signUp({ username: 'eva', password, confirm_password: password }, 'basic')).data, {});
    await fails(client().auth.signUp({ username: 'eva2', password, confirm_password: 'other-Password-1' }, 'basic'), 400);
    await fails(client().auth.signUp({ username: 'eva3', password: 'x' }, 'basic'), 400);
    await fails(client().auth.signUp({ username: 'eva', password, confirm_password: password }, 'basic'), 400);
    await fails(client().auth.signUp({ password, confirm_password: password }, 'basic'), 400);
    await eva.auth.signIn({ account: 'eva', password }, 'basic');
    assert.equal((await data(eva.resource('roles').check())).role, 'member');
  });
  await t.test('updateProfile', async () => {
    const [me] = await data(eva.resource('users').updateProfile({ values: { nickname: 'Eva', roles: ['root'], id: 5 } }));
    assert.equal(me.nickname, 'Eva');
    assert.deepEqual((await data(eva.resource('roles').check())).roles, ['member']);
  });
  await t.test('updateLang', async () => {
    assert.deepEqual((await eva.resource('users').updateLang({ values: { appLang: 'en-US' } })).data, {});
    assert.equal((await data(eva.request({ url: 'auth:check' }))).appLang, 'en-US');
  });
  await t.test('setDefaultRole', async () => {
    assert.equal(await data(eva.resource('users').setDefaultRole({ values: { roleName: 'member' } })), 'ok');
    await fails(eva.resource('users').setDefaultRole({ values: { roleName: 'root' } }), 400, 'ROLE_NOT_FOUND_FOR_USER');
  });
  await t.test('changePassword', async () => {
    const next = 'Another-Password-8';
    await fails(eva.resource('auth').changePassword({ values: { oldPassword: 'wrong-Password-0', newPassword: next, confirmPassword: next } }), 401);
    await fails(eva.resource('auth').changePassword({ values: { oldPassword: password, newPassword: 'short', confirmPassword: 'short' } }), 400);
    await fails(eva.resource('auth').changePassword({ values: { oldPassword: password, newPassword: next, confirmPassword: 'other' } }), 400);
    assert.equal((await data(eva.resource('auth').changePassword({ values: { oldPassword: password, newPassword: next, confirmPassword: next } }))).username, 'eva');
    await fails(eva.request({ url: 'auth:check' }), 401);
    await eva.auth.signIn({ account: 'eva', password: next }, 'basic');
    assert.equal((await data(eva.request({ url: 'auth:check' }))).username, 'eva');
  });
});

// 13 before anybody signed in

test('public calls', async () => {
  const nobody = client();
  const info = await data(nobody.request({ url: 'app:getInfo' }));
  assert.ok(info.version !== undefined && info.database.dialect && info.lang && info.name);
  const lang = await data(nobody.request({ url: 'app:getLang', params: { locale: 'en-US' } }));
  assert.equal(lang.lang, 'en-US');
  assert.equal(typeof lang.resources, 'object');
  const settings = await data(nobody.request({ url: 'systemSettings:get' }));
  assert.ok('title' in settings && 'raw_title' in settings && settings.enabledLanguages.length > 0);
  const [basic] = await data(nobody.request({ url: 'authenticators:publicList' }));
  assert.equal(basic.name, 'basic');
});

// how the client sends what

test('call shapes', async (t) => {
  const api = root;
  const shapes = [
    ['GET posts:list', () => api.resource('posts').list()],
    ['GET posts:list?filter={}', () => api.resource('posts').list({ filter: {} })],
    ['GET posts:list?page=2&pageSize=10&sort[]=-id&sort[]=title&fields[]=id&appends[]=tags&appends[]=author.roles&except[]=title&paginate=false&tree=true&filter={"$and":[{"id.$gt":1}]}',
      () => api.resource('posts').list({ page: 2, pageSize: 10, sort: ['-id', 'title'], fields: ['id'], appends: ['tags', 'author.roles'], except: ['title'], filter: { $and: [{ 'id.$gt': 1 }] }, paginate: false, tree: true })],
    [`GET posts:get?filterByTk=${one.id}&appends[]=tags`, () => api.resource('posts').get({ filterByTk: one.id, appends: ['tags'] })],
    [`GET posts:get?filterByTk[id]=${one.id}&filterByTk[title]=x`, () => api.resource('posts').get({ filterByTk: { id: one.id, title: 'x' } })],
    ['GET posts:get?filterByTk[]=1&filterByTk[]=2', () => api.resource('posts').get({ filterByTk: [1, 2] })],
    ['GET posts:get?filterByTk', () => api.resource('posts').get({ filterByTk: null })],
    ['POST posts:create?updateAssociationValues[]=tags', () => api.resource('posts').create({ values: { title: 'shape' }, updateAssociationValues: ['tags'] })],
    ['POST posts:update?filterByTk=1&filter={"title":"x"}', () => api.resource('posts').update({ filterByTk: 1, filter: { title: 'x' }, values: {} })],
    ['POST posts:destroy?filterByTk[]=1&filterByTk[]=2', () => api.resource('posts').destroy({ filterByTk: [1, 2] })],
    ['POST tags:firstOrCreate?filterKeys[]=name', () => api.resource('tags').firstOrCreate({ values: { name: 's' }, filterKeys: ['name'] })],
    ['POST roles:check', () => api.resource('roles').check()],
    ['GET app:getInfo', () => api.request({ url: 'app:getInfo' })],
    ['GET posts:list?filter[views][$gt]=1', () => api.request({ url: 'posts:list', params: { filter: { views: { $gt: 1 } } } })],
  ];
  for (const [line, call] of shapes) {
    await t.test(line, async () => {
      const r = await call();
      assert.equal(r.status, 200);
      assert.equal(`${r.request.method} ${decodeURIComponent(r.request.path.replace('/api/', ''))}`, line);
    });
  }
});

// 11 renewal, at the end: it moves the clock

test('an expired token is renewed', { skip: !control }, async () => {
  const c = client();
  await c.auth.signIn({ account: rootEmail, password: rootPassword }, 'basic');
  await fetch(`${control}/forward?hours=25`, { method: 'POST' });
  const [a, b] = await Promise.all([c.request({ url: 'auth:check' }), c.request({ url: 'auth:check' })]);
  const renewed = a.headers['x-new-token'];
  assert.ok(renewed);
  assert.equal(a.headers['access-control-expose-headers'], undefined);
  const jti = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).jti;
  assert.equal(jti(b.headers['x-new-token']), jti(renewed), 'parallel calls share the new token');
  c.auth.setToken(renewed);
  const after = await c.request({ url: 'auth:check' });
  assert.equal(after.status, 200);
  assert.equal(after.headers['x-new-token'], undefined);
  await fetch(`${control}/forward?hours=${24 * 8}`, { method: 'POST' });
  await fails(c.request({ url: 'auth:check' }), 401, 'EXPIRED_SESSION');
});
