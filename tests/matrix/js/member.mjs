// Somebody whose client is built on matrix-js-sdk and its Rust cryptography, as Element is. It does what lines on
// standard input ask for, and answers each with one line. Only devices that their owners signed are spoken with.

import { createInterface } from "node:readline";
import * as sdk from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";

logger.setLevel("silent");
for (const level of ["log", "info", "warn", "debug", "trace", "error"]) console[level] = () => {};

const [baseUrl, userId, accessToken, deviceId] = process.argv.slice(2);
const client = sdk.createClient({ baseUrl, userId, accessToken, deviceId });
const MARK = "org.karmyq.test.mark";
let marked = 0;
let waiting = null;

client.on("accountData", (event) => {
    if (event.getType() === MARK) marked = event.getContent().number;
});
client.on("sync", (state) => {
    if (state === "SYNCING" && waiting !== null && marked >= waiting.number) {
        waiting.done();
        waiting = null;
    }
});

async function open() {
    await client.initRustCrypto({ useIndexedDB: false });
    const crypto = client.getCrypto();
    await client.startClient({ initialSyncLimit: 500 });
    await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (ask) => ask(null) });
    crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
}

// Wait until everything that had happened when this was called has come, and was decrypted if it can be.
async function catchUp(number) {
    const came = new Promise((done) => (waiting = { number, done }));
    await client.http.authedRequest("PUT", `/user/${encodeURIComponent(userId)}/account_data/${MARK}`, undefined, {
        number,
    });
    await came;
    await Promise.all(
        client.getRooms().flatMap((room) => room.getLiveTimeline().getEvents().map((e) => client.decryptEventIfNeeded(e))),
    );
}

async function told(event) {
    const info = event.isEncrypted() ? await client.getCrypto().getEncryptionInfoForEvent(event) : null;
    const target = event.replacingEvent();
    return {
        id: event.getId(),
        type: event.getType(),
        sender: event.getSender(),
        content: event.getContent(),
        joined: event.getType() === "m.room.member" && event.getContent().membership === "join" ? event.getStateKey() : null,
        relation: event.getRelation(),
        edited: target !== null,
        redacted: event.isRedacted(),
        redacts: event.event.redacts ?? null,
        encrypted: event.isEncrypted(),
        failed: event.isDecryptionFailure(),
        shield: info ? info.shieldColour : null,
    };
}

async function view(room) {
    const state = room.currentState;
    return {
        membership: room.getMyMembership(),
        inviter: room.getMember(userId)?.events?.member?.getSender() ?? null,
        encrypted: room.hasEncryptionStateEvent(),
        people: Object.fromEntries(room.getMembers().map((m) => [m.userId, m.membership])),
        events: await Promise.all(room.getLiveTimeline().getEvents().map(told)),
        name: state.getStateEvents("m.room.name", "")?.getContent()?.name ?? "",
    };
}

const acts = {
    sync: async ({ number }) => {
        await catchUp(number);
        const rooms = {};
        for (const room of client.getRooms()) rooms[room.roomId] = await view(room);
        return rooms;
    },
    send: async ({ room, type, content }) => (await client.sendEvent(room, type, content)).event_id,
    redact: async ({ room, event }) => (await client.redactEvent(room, event)).event_id,
    join: async ({ room }) => {
        await client.joinRoom(room);
        return null;
    },
};

await open();
process.stdout.write('{"said":"ready"}\n');
for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    try {
        process.stdout.write(`${JSON.stringify({ said: await acts[asked.do](asked) })}\n`);
    } catch (error) {
        process.stdout.write(`${JSON.stringify({ error: String(error?.stack ?? error) })}\n`);
    }
}
client.stopClient();
process.exit(0);
