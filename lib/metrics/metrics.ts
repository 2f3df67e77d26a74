import type { IncomingMessage, ServerResponse } from "node:http";
import type { Counter, Histogram, Registry } from "prom-client";
import type { Change } from "../realtime/channel-changes";
import { addGauges } from "./gauges";

declare module "../process/app-state" {
	interface AppState {
		/** Null unless the operator has asked for metrics. */
		metrics: Metrics | null;
	}
}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const writeSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** How often a delivery is measured at most. */
const sampleEveryMs = 100;

/** The transaction that stored a message: one of several channels in common, or one of the channel's own. */
export type AppendPath = "common" | "own";
export type MailResult = "sent" | "refused" | "failed" | "void";

/**
 * The counters of this instance. No label has an id, a name or anything else that a client chooses, so the number of series
 * does not grow with use.
 */
export class Metrics {
	private readonly routes = new WeakMap<ServerResponse, string>();
	private sample: { nonce: string; at: number } | null = null;
	private nextSampleAt = 0;
	private scrape: Promise<string> | null = null;

	private constructor(
		private readonly registry: Registry,
		private readonly requests: Counter<"route" | "method" | "status">,
		private readonly requestTimes: Histogram<"route" | "method">,
		private readonly messages: Counter<"path">,
		private readonly batchSize: Histogram,
		private readonly appendTimes: Histogram<"path">,
		private readonly deliverTimes: Histogram,
		private readonly gaps: Counter,
		private readonly healed: Counter,
		private readonly mails: Counter<"result">,
	) {}

	static async open(): Promise<Metrics> {
		const { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } = await import("prom-client");
		const registry = new Registry();
		const registers = [registry];
		collectDefaultMetrics({ register: registry });
		addGauges(Gauge, registry);
		return new Metrics(
			registry,
			new Counter({
				...{ name: "hearth_http_requests_total", help: "Answered requests.", registers },
				labelNames: ["route", "method", "status"],
			}),
			new Histogram({
				...{ name: "hearth_http_duration_seconds", help: "Time until a request was answered.", registers },
				...{ labelNames: ["route", "method"], buckets: requestSeconds },
			}),
			new Counter({
				...{ name: "hearth_messages_total", help: "Messages stored by this instance.", registers },
				labelNames: ["path"],
			}),
			new Histogram({
				...{ name: "hearth_append_batch_size", help: "Messages stored in one transaction.", registers },
				buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
			}),
			new Histogram({
				...{ name: "hearth_append_seconds", help: "Time of a transaction that stores messages.", registers },
				...{ labelNames: ["path"], buckets: writeSeconds },
			}),
			new Histogram({
				...{ name: "hearth_deliver_seconds", help: "Time from a message's arrival until it was emitted.", registers },
				buckets: writeSeconds,
			}),
			new Counter({
				...{ name: "hearth_sequencer_gaps_total", help: "Reads of the log for missing changes.", registers },
			}),
			new Counter({ ...{ name: "hearth_healed_total", help: "Missing changes found in the log.", registers } }),
			new Counter({
				...{ name: "hearth_mail_total", help: "Attempts to send an e-mail.", registers },
				labelNames: ["result"],
			}),
		);
	}

	/** The metrics as Prometheus reads them. Scrapes at the same time share one reading. */
	text(): Promise<string> {
		this.scrape ??= this.registry.metrics().finally(() => {
			this.scrape = null;
		});
		return this.scrape;
	}

	get contentType(): string {
		return this.registry.contentType;
	}

	watchRequest(request: IncomingMessage, response: ServerResponse): void {
		const began = performance.now();
		const method = methods.has(request.method ?? "") ? (request.method ?? "") : "other";
		response.on("close", () => {
			const route = this.routes.get(response) ?? "unmatched";
			// A client that did not wait for the answer has got no status; nginx calls that 499.
			this.requests.inc({ route, method, status: response.headersSent ? response.statusCode : 499 });
			this.requestTimes.observe({ route, method }, (performance.now() - began) / 1000);
		});
	}

	/** Names the pattern that a request's path matches. */
	nameRoute(response: ServerResponse, route: string): void {
		this.routes.set(response, route);
	}

	appended(path: AppendPath, taken: number, stored: number, ms: number): void {
		this.batchSize.observe(taken);
		this.appendTimes.observe({ path }, ms / 1000);
		if (stored > 0) this.messages.inc({ path }, stored);
	}

	/** A message has arrived: now and then one is followed until it is emitted. */
	messageArrived(nonce: string): void {
		const at = performance.now();
		if (at < this.nextSampleAt) return;
		this.nextSampleAt = at + sampleEveryMs;
		this.sample = { nonce, at };
	}

	emitted(changes: Change[]): void {
		const { sample } = this;
		if (!sample?.nonce) return;
		if (!changes.some((change) => change.kind === "born" && change.message.nonce === sample.nonce)) return;
		this.sample = null;
		this.deliverTimes.observe((performance.now() - sample.at) / 1000);
	}

	logRead(found: number): void {
		if (found === 0) return;
		this.gaps.inc();
		this.healed.inc(found);
	}

	mail(result: MailResult): void {
		this.mails.inc({ result });
	}
}
