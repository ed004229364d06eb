// A server of the federation that is not ours: one person on Fedify, somebody else's ActivityPub.
//
// Fedify fetches, verifies, signs and parses; this file only tells it what to do (POST /control/…)
// and what came (GET /control/received). Loopback only, for the tests of a place.
import { createServer } from "node:http";
import {
  Accept, Announce, Create, Delete, Endpoints, Follow, Like, MemoryKvStore, Note, Person, PUBLIC_COLLECTION,
  Reject, Tombstone, Undo, Update, createFederation, generateCryptoKeyPair, isActor, lookupObject,
} from "@fedify/fedify";

const port = Number(process.argv[2]);
const origin = `http://127.0.0.1:${port}`;
const received = [];
const keys = await generateCryptoKeyPair("RSASSA-PKCS1-v1_5");
const federation = createFederation({ kv: new MemoryKvStore(), allowPrivateAddress: true });

federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (identifier !== "ada") return null;
    const pairs = await context.getActorKeyPairs(identifier);
    return new Person({
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      name: "Ada Elsewhere",
      url: new URL(`${origin}/@ada`),
      inbox: context.getInboxUri(identifier),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
    });
  })
  .setKeyPairsDispatcher(() => [keys]);

const listeners = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox");
for (const [kind, type] of Object.entries({ Accept, Announce, Create, Delete, Reject, Update })) {
  listeners.on(type, async (context, activity) => {
    const object = await activity.getObject({ ...context, suppressError: true });
    received.push({
      kind,
      id: activity.id?.href,
      actor: activity.actorId?.href,
      object: activity.objectId?.href,
      content: object?.content?.toString() ?? null,
      reply_to: object?.replyTargetId?.href ?? null,
    });
  });
}

const context = () => federation.createContext(new URL(origin), undefined);

async function send(actorUri, activity) {
  const here = context();
  const actor = await lookupObject(actorUri, here);
  if (!isActor(actor)) throw new Error(`${actorUri} is no actor`);
  await here.sendActivity({ identifier: "ada" }, actor, activity, { immediate: true });
  return activity.id.href;
}

let count = 0;
const fresh = (kind) => new URL(`${origin}/activities/${kind}-${++count}`);
const ada = () => context().getActorUri("ada");
const note = (given, text) => new Note({
  id: new URL(`${origin}/notes/${given.number ?? 1}`),
  attribution: ada(),
  content: text,
  replyTarget: new URL(given.object),
  to: PUBLIC_COLLECTION,
  url: new URL(`${origin}/@ada/${given.number ?? 1}`),
});

const doing = {
  follow: (given) => new Follow({ id: fresh("follow"), actor: ada(), object: new URL(given.actor) }),
  unfollow: (given) => new Undo({
    id: fresh("undo"), actor: ada(),
    object: new Follow({ id: fresh("follow"), actor: ada(), object: new URL(given.actor) }),
  }),
  reply: (given) => new Create({ id: fresh("create"), actor: ada(), to: PUBLIC_COLLECTION, object: note(given, given.text) }),
  change: (given) => new Update({ id: fresh("update"), actor: ada(), to: PUBLIC_COLLECTION, object: note(given, given.text) }),
  erase: (given) => new Delete({ id: fresh("delete"), actor: ada(), object: new Tombstone({ id: new URL(`${origin}/notes/${given.number ?? 1}`) }) }),
  boost: (given) => new Announce({ id: fresh("announce"), actor: ada(), to: PUBLIC_COLLECTION, object: new URL(given.object) }),
  like: (given) => new Like({ id: fresh("like"), actor: ada(), object: new URL(given.object) }),
  unlike: (given) => new Undo({ id: fresh("undo"), actor: ada(), object: new Like({ id: fresh("like"), actor: ada(), object: new URL(given.object) }) }),
};

async function control(path, given) {
  if (path === "received") return received;
  if (path === "lookup") {
    const found = await lookupObject(given.address, context());
    return found && (await found.toJsonLd());
  }
  const activity = doing[path](given);
  await send(given.actor, activity);
  return { id: activity.id.href };
}

createServer(async (incoming, answer) => {
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const body = Buffer.concat(parts);
  try {
    if (incoming.url.startsWith("/control/")) {
      const given = body.length ? JSON.parse(body) : {};
      const found = await control(incoming.url.slice(9), given);
      answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(found));
      return;
    }
    const request = new Request(origin + incoming.url, {
      method: incoming.method,
      headers: incoming.headers,
      body: body.length ? body : undefined,
    });
    const response = await federation.fetch(request, { contextData: undefined });
    answer.writeHead(response.status, Object.fromEntries(response.headers));
    answer.end(Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    console.error(error);
    answer.writeHead(500, { "content-type": "text/plain" }).end(String(error?.stack ?? error));
  }
}).listen(port, "127.0.0.1", () => console.log(`ready ${origin}`));
