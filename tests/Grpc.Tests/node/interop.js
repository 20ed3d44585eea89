// The interoperability cases on @grpc/grpc-js: one JSON line a case.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const [target, certificate, ...includes] = process.argv.slice(2);
const packages = grpc.loadPackageDefinition(protoLoader.loadSync(
  ['grpctests/v1/interop.proto', 'grpc/health/v1/health.proto'],
  { includeDirs: includes, keepCase: true, defaults: true, longs: Number, enums: String }));
const credentials = certificate === '-'
  ? grpc.credentials.createInsecure()
  : grpc.credentials.createSsl(fs.readFileSync(certificate));
const options = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
const client = new packages.grpctests.v1.Interop(target, credentials, options);
const absent = new packages.grpctests.v1.Absent(target, credentials, options);
const health = new packages.grpc.health.v1.Health(target, credentials, options);

const REPLY_SIZES = [31415, 9, 2653, 58979];
const REQUEST_SIZES = [27182, 8, 1828, 45904];

/** A unary call: its reply, or its error with `code`; in both cases headers and trailers. */
function unary(method, request, metadata = {}, callOptions = {}, stub = client) {
  return new Promise(resolve => {
    const sent = new grpc.Metadata();
    Object.entries(metadata).forEach(([name, value]) => sent.add(name, value));
    const seen = {};
    const call = stub[method](request, sent, callOptions, (error, reply) => Object.assign(seen, { error, reply }));
    call.on('metadata', headers => { seen.headers = headers; });
    call.on('status', status => resolve(Object.assign(seen, { code: status.code, trailers: status.metadata })));
  });
}

/** All messages of a reply stream and its status. */
function drain(call) {
  return new Promise(resolve => {
    const messages = [];
    call.on('data', message => messages.push(message));
    call.on('error', () => {});
    call.on('status', status => resolve({ messages, code: status.code, details: status.details }));
  });
}

function input(feed) {
  return new Promise(resolve => {
    const call = client.InputCall((error, reply) => resolve({ error, reply }));
    call.on('error', () => {});
    feed(call);
  });
}

const sizes = messages => messages.map(message => message.payload.length);

const cases = {
  async empty_unary() {
    assert.equal((await unary('EmptyCall', {})).code, 0);
  },
  async large_unary() {
    const { reply } = await unary('UnaryCall', { reply_size: 314159, payload: Buffer.alloc(271828) });
    assert.equal(reply.payload.length, 314159);
  },
  async client_streaming() {
    const { reply } = await input(call => {
      REQUEST_SIZES.forEach(size => call.write({ payload: Buffer.alloc(size) }));
      call.end();
    });
    assert.deepEqual([reply.total_size, reply.messages], [74922, 4]);
  },
  async server_streaming() {
    const { messages, code } = await drain(client.OutputCall({ parts: REPLY_SIZES.map(size => ({ size })) }));
    assert.deepEqual(sizes(messages), REPLY_SIZES);
    assert.equal(code, 0);
  },
  async ping_pong() {
    const call = client.DuplexCall();
    let turn = 0;
    const send = () => turn < REPLY_SIZES.length
      ? call.write({ parts: [{ size: REPLY_SIZES[turn] }], payload: Buffer.alloc(REQUEST_SIZES[turn++]) })
      : call.end();
    call.on('data', send);
    const end = drain(call);
    send();
    assert.deepEqual(sizes((await end).messages), REPLY_SIZES);
  },
  async empty_stream() {
    const call = client.DuplexCall();
    const end = drain(call);
    call.end();
    assert.deepEqual(await end, { messages: [], code: 0, details: '' });
  },
  async timeout_on_sleeping_server() {
    const call = client.DuplexCall(new grpc.Metadata(), { deadline: Date.now() + 50 });
    const end = drain(call);
    call.write({ parts: [{ size: 1, delay_ms: 60000 }] });
    assert.equal((await end).code, grpc.status.DEADLINE_EXCEEDED);
  },
  async cancel_after_begin() {
    const { error } = await input(call => call.cancel());
    assert.equal(error.code, grpc.status.CANCELLED);
  },
  async cancel_after_first_response() {
    const call = client.DuplexCall();
    call.on('data', () => call.cancel());
    const end = drain(call);
    call.write({ parts: [{ size: 31415 }], payload: Buffer.alloc(27182) });
    assert.equal((await end).code, grpc.status.CANCELLED);
  },
  async status_code_and_message() {
    const status = { code: 2, message: 'test status message' };
    const { error } = await unary('UnaryCall', { status });
    assert.deepEqual([error.code, error.details], [2, status.message]);
  },
  async special_status_message() {
    const status = { code: 2, message: '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n' };
    const { error } = await unary('UnaryCall', { status });
    assert.deepEqual([error.code, error.details], [2, status.message]);
  },
  async unimplemented_method() {
    assert.equal((await unary('UnimplementedCall', {})).code, grpc.status.UNIMPLEMENTED);
  },
  async unimplemented_service() {
    assert.equal((await unary('UnimplementedCall', {}, {}, {}, absent)).code, grpc.status.UNIMPLEMENTED);
  },
  async custom_metadata() {
    const seen = await unary(
      'UnaryCall', { behaviour: 'BEHAVIOUR_ECHO_METADATA' },
      { 'x-test': 'initial value', 'x-test-bin': Buffer.from([0xab, 0xab, 0xab]) });
    assert.deepEqual(seen.headers.get('x-test'), ['initial value']);
    assert.deepEqual(seen.trailers.get('x-test-bin'), [Buffer.from([0xab, 0xab, 0xab])]);
  },
  async server_compressed_unary() {
    const { reply } = await unary('UnaryCall', { reply_size: 314159 });
    assert.equal(reply.payload.length, 314159);
  },
  async server_compressed_streaming() {
    const parts = [{ size: 31415 }, { size: 0 }, { size: 92653, no_compress: true }];
    assert.deepEqual(sizes((await drain(client.OutputCall({ parts }))).messages), [31415, 0, 92653]);
  },
  async error_details() {
    const { error, trailers } = await unary('UnaryCall', { behaviour: 'BEHAVIOUR_RICH_STATUS' });
    assert.deepEqual([error.code, error.details], [grpc.status.FAILED_PRECONDITION, 'Hồ sơ chưa ký ☃']);
    const [details] = trailers.get('grpc-status-details-bin');
    assert.ok(details.includes('NOT_SIGNED') && details.includes('google.rpc.BadRequest'));
  },
  async message_over_the_limit() {
    const { code } = await unary('UnaryCall', { payload: Buffer.alloc(4300000) });
    assert.equal(code, grpc.status.RESOURCE_EXHAUSTED);
    await cases.empty_unary();
  },
  async stream_of_64_mb_up() {
    const { reply } = await input(async call => {
      for (let i = 0; i < 64; i++) {
        if (!call.write({ payload: Buffer.alloc(1 << 20) })) {
          await new Promise(resolve => call.once('drain', resolve));
        }
      }
      call.end();
    });
    assert.equal(reply.total_size, 64 << 20);
  },
  async stream_of_64_mb_down() {
    const { messages } = await drain(client.OutputCall({ parts: [{ size: 1 << 20, count: 64 }] }));
    assert.equal(sizes(messages).reduce((sum, size) => sum + size), 64 << 20);
  },
  async stream_stopped_by_the_server() {
    const { error } = await input(call => {
      for (let i = 0; i < 200; i++) {
        call.write({ payload: Buffer.alloc(100000), stop: i === 3 });
      }
    });
    assert.deepEqual([error.code, error.details], [grpc.status.ABORTED, 'stopped']);
  },
  async many_calls_on_one_connection() {
    const sleep = { behaviour: 'BEHAVIOUR_SLEEP', sleep_ms: 20 };
    const seen = await Promise.all(Array.from({ length: 300 }, () => unary('UnaryCall', sleep)));
    assert.ok(seen.every(({ code }) => code === 0));
  },
  async health() {
    const { reply } = await unary('Check', { service: 'grpctests.v1.Interop' }, {}, {}, health);
    assert.equal(reply.status, 'SERVING');
    const list = await unary('List', {}, {}, {}, health);
    assert.equal(list.reply.statuses['grpctests.v1.Interop'].status, 'SERVING');
  },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    const started = Date.now();
    const failure = await run().then(() => null, error => error.stack);
    console.log(JSON.stringify({ case: name, failure, seconds: (Date.now() - started) / 1000 }));
  }
  process.exit(0);
})();
