/** LISTEN on PostgreSQL over one connection of its own, opened with the first listener and again after it breaks. */
import pg from "pg";
import type { WakeUps } from "./database.ts";

const reconnectDelayMs = 1000;

export function createServerWakeUps(url: string): WakeUps & { close(): Promise<void> } {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let connection: Promise<pg.Client> | null = null;
  let isClosed = false;

  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    client.on("notification", ({ channel, payload }) => {
      for (const callback of listeners.get(channel) ?? []) callback(payload ?? "");
    });
    client.on("error", () => {});
    client.on("end", () => {
      connection = null;
      if (!isClosed && listeners.size > 0) setTimeout(() => void connect().catch(() => {}), reconnectDelayMs).unref();
    });
    await client.connect();
    for (const channel of listeners.keys()) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    return client;
  };

  const connect = (): Promise<pg.Client> => {
    connection ??= open().catch((error: unknown) => {
      connection = null;
      throw error;
    });
    return connection;
  };

  return {
    listen: async (channel, callback) => {
      const callbacks = listeners.get(channel) ?? new Set();
      callbacks.add(callback);
      listeners.set(channel, callbacks);
      const client = await connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
      return async () => {
        callbacks.delete(callback);
        if (callbacks.size > 0) return;
        listeners.delete(channel);
        const current = await connection?.catch(() => null);
        await current?.query(`unlisten ${current.escapeIdentifier(channel)}`).catch(() => {});
      };
    },
    close: async () => {
      isClosed = true;
      listeners.clear();
      const client = await connection?.catch(() => null);
      await client?.end();
    },
  };
}
