// gRPC-Web by Connect's client: one JSON line a case.
import assert from 'node:assert/strict';
import { createClient, Code, ConnectError } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-node';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { readFileSync } from 'node:fs';

const [address, httpVersion, descriptors] = process.argv.slice(2);
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(descriptors)));
const client = createClient(
  registry.getService('grpctests.v1.Interop'),
  createGrpcWebTransport({ baseUrl: address, httpVersion }));

async function errorOf(call) {
  try {
    await call;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error('the call succeeded');
}

async function sizesOf(stream) {
  const sizes = [];
  for await (const message of stream) {
    sizes.push(message.payload.length);
  }
  return sizes;
}

const cases = {
  async empty_unary() {
    await client.emptyCall({});
  },
  async large_unary() {
    const reply = await client.unaryCall({ replySize: 314159, payload: new Uint8Array(271828) });
    assert.equal(reply.payload.length, 314159);
  },
  async server_streaming() {
    const parts = [31415, 0, 2653].map(size => ({ size }));
    assert.deepEqual(await sizesOf(client.outputCall({ parts })), [31415, 0, 2653]);
  },
  async status_in_the_headers() {
    const error = await errorOf(client.unaryCall({ status: { code: 5, message: 'không có ☃' } }));
    assert.deepEqual([error.code, error.rawMessage], [Code.NotFound, 'không có ☃']);
  },
  async status_after_a_message() {
    const metadata = [];
    const reply = await client.unaryCall(
      { behaviour: 4 },
      { headers: { 'x-test': 'a' }, onHeader: headers => metadata.push(headers.get('x-test')) });
    assert.ok(reply);
    assert.deepEqual(metadata, ['a']);
  },
  async error_details() {
    const error = await errorOf(client.unaryCall({ behaviour: 3 }));
    assert.equal(error.code, Code.FailedPrecondition);
    assert.deepEqual(error.details.map(detail => detail.type),
      ['google.rpc.ErrorInfo', 'google.rpc.BadRequest', 'google.rpc.RetryInfo']);
  },
  async deadline() {
    const error = await errorOf(client.unaryCall({ behaviour: 6, sleepMs: 60000 }, { timeoutMs: 100 }));
    assert.equal(error.code, Code.DeadlineExceeded);
  },
  async unimplemented_method() {
    assert.equal((await errorOf(client.unimplementedCall({}))).code, Code.Unimplemented);
  },
};

for (const [name, run] of Object.entries(cases)) {
  const failure = await run().then(() => null, error => error.stack);
  console.log(JSON.stringify({ case: name, failure }));
}
process.exit(0);
