// The worker's message pump: one handler per call of RequestMap, one AbortController per request under way.

import { aborted, asRuyiError, RuyiError, toWire } from '../client/errors.ts';
import {
  type EventMap,
  type EventType,
  type FromWorker,
  PROTOCOL_VERSION,
  type RequestIn,
  type RequestOut,
  type RequestType,
  type ToWorker,
} from '../client/protocol.ts';
import { Engine } from './engine.ts';

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
}

type Handler<T extends RequestType> = (body: RequestIn<T>, signal: AbortSignal) => Promise<RequestOut<T>>;

const scope = self as unknown as WorkerScope;
const running = new Map<number, AbortController>();
let engine: Engine | undefined;

const handlers: { [T in RequestType]: Handler<T> } = {
  open: (body, signal) => {
    engine ??= new Engine(body, (change) => tell('backend-changed', change));
    return engine.open(signal);
  },
  recommend: (body, signal) => opened().recommend(body, signal),
  explain: (body, signal) => opened().explain(body, signal),
  'edit-profile': (body, signal) => opened().editProfile(body, signal),
  'load-vectors': (_, signal) => opened().loadVectors(signal),
  'load-user-encoder': (_, signal) => opened().loadUserEncoder(signal),
  'encode-photo': ({ photo }, signal) => opened().encodePhoto(photo, signal),
  'see-photo': ({ photo }, signal) => opened().seePhoto(photo, signal),
  'encode-text': ({ text }, signal) => opened().encodeText(text, signal),
  ask: (question, signal) => opened().ask(question, signal),
  understand: ({ text }, signal) => opened().understand(text, signal),
};

function opened(): Engine {
  if (!engine) throw new RuyiError('invalid-state', 'No shard is open.');
  return engine;
}

function tell<T extends EventType>(event: T, body: EventMap[T]): void {
  scope.postMessage({ v: PROTOCOL_VERSION, id: 0, event, body } as FromWorker);
}

async function answer(id: number, type: RequestType, body: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const handler = handlers[type] as ((body: unknown, signal: AbortSignal) => Promise<unknown>) | undefined;
    if (!handler) throw new RuyiError('protocol', `Unknown call "${String(type)}"; known are ${Object.keys(handlers).join(', ')}.`);
    const result = await handler(body, controller.signal);
    if (controller.signal.aborted) throw aborted();
    scope.postMessage({ v: PROTOCOL_VERSION, id, ok: true, body: result });
  } catch (error) {
    scope.postMessage({ v: PROTOCOL_VERSION, id, ok: false, error: toWire(error) });
    if (engine?.dead) tell('fatal', { error: toWire(asRuyiError(error)) });
  } finally {
    running.delete(id);
  }
}

scope.onmessage = ({ data }) => {
  if (data.v !== PROTOCOL_VERSION) {
    const error = new RuyiError(
      'protocol',
      `The page speaks protocol ${String(data.v)}, the worker ${PROTOCOL_VERSION}: their files are of different builds.`,
    );
    scope.postMessage({ v: PROTOCOL_VERSION, id: data.id, ok: false, error: toWire(error) });
  } else if (data.type === 'ping') {
    tell('pong', {});
  } else if (data.type === 'abort') {
    running.get(data.id)?.abort();
  } else {
    void answer(data.id, data.type, data.body);
  }
};
