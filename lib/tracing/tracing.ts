import { randomUUID } from "node:crypto";
import type { Attributes, Context, Link, Span, SpanKind, Tracer } from "@opentelemetry/api";
import { observeQueries } from "@/db/watch-queries";
import { isAppError } from "../errors";
import { currentRequest, inRequest, type RequestContext } from "../process/request-context";
import { version } from "../process/version";
import { describeQuery } from "./describe-query";

export type SpanGiven = {
	kind?: "server" | "client" | "producer";
	attributes?: Attributes;
	/** The traced requests for which the work is done, if there may be several. */
	links?: () => (RequestContext | undefined)[];
};
type Api = typeof import("@opentelemetry/api");
type Provider = { forceFlush(): Promise<void>; shutdown(): Promise<void>; getTracer(name: string): Tracer };

/** Traces of this instance, sent to a collector. */
export class Tracing {
	/** The running span of each context. A context is passed on by what awaits. */
	private readonly spans = new WeakMap<RequestContext, Span>();
	private readonly tracer: Tracer;

	private constructor(
		private readonly api: Api,
		private readonly provider: Provider,
	) {
		this.tracer = provider.getTracer("hearth");
		observeQueries((textOf) => this.beginQuery(textOf));
	}

	/** Loads OpenTelemetry, which reads its other variables itself, such as OTEL_EXPORTER_OTLP_HEADERS. */
	static async open(endpoint: string, service: { name: string; instanceId: string }): Promise<Tracing> {
		const [api, { BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
			await Promise.all([
				import("@opentelemetry/api"),
				import("@opentelemetry/sdk-trace-base"),
				import("@opentelemetry/exporter-trace-otlp-http"),
				import("@opentelemetry/resources"),
			]);
		const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` });
		const provider = new BasicTracerProvider({
			resource: resourceFromAttributes({
				"service.name": service.name,
				"service.version": version,
				"service.instance.id": service.instanceId,
			}),
			spanProcessors: [new BatchSpanProcessor(exporter)],
		});
		return new Tracing(api, provider);
	}

	run<T>(name: string, given: SpanGiven, work: () => T): T {
		const context: RequestContext = { requestId: currentRequest()?.requestId ?? randomUUID() };
		const span = this.begin(name, given);
		if (given.kind === "server") span.setAttribute("hearth.request.id", context.requestId);
		this.spans.set(context, span);
		try {
			const result = inRequest(context, work);
			if (!(result instanceof Promise)) {
				span.end();
				return result;
			}
			return result.then(
				(value) => {
					span.end();
					return value;
				},
				(error) => {
					this.fail(span, error);
					throw error;
				},
			) as T;
		} catch (error) {
			this.fail(span, error);
			throw error;
		}
	}

	/** Adds what is known only later to the span that runs. */
	annotate(attributes: Attributes, name?: string): void {
		const span = this.current();
		span?.setAttributes(attributes);
		if (Number(attributes["http.response.status_code"]) >= 500)
			span?.setStatus({ code: this.api.SpanStatusCode.ERROR });
		if (name) span?.updateName(name);
	}

	isInside = (): boolean => this.current() !== undefined;
	requestInside = (): RequestContext | undefined => (this.isInside() ? currentRequest() : undefined);
	flush = (): Promise<void> => this.provider.forceFlush();

	close(): Promise<void> {
		observeQueries(undefined);
		return this.provider.shutdown();
	}

	private current(): Span | undefined {
		const context = currentRequest();
		return context && this.spans.get(context);
	}

	private begin(name: string, { kind, attributes = {}, links = () => [] }: SpanGiven): Span {
		const kinds: Record<string, SpanKind> = {
			server: this.api.SpanKind.SERVER,
			client: this.api.SpanKind.CLIENT,
			producer: this.api.SpanKind.PRODUCER,
		};
		const linked = links().flatMap((request): Link[] => {
			const span = request && this.spans.get(request);
			return span ? [{ context: span.spanContext() }] : [];
		});
		const options = { kind: kinds[kind ?? ""] ?? this.api.SpanKind.INTERNAL, attributes, links: linked };
		return this.tracer.startSpan(name, options, this.parent());
	}

	private parent(): Context {
		const span = this.current();
		return span ? this.api.trace.setSpan(this.api.ROOT_CONTEXT, span) : this.api.ROOT_CONTEXT;
	}

	/** An error's message may quote what a user sent: so the span has only its kind. */
	private fail(span: Span, error: unknown): void {
		const kind = isAppError(error) ? error.code : error instanceof Error ? error.name : "unknown";
		span.setAttribute("error.type", kind);
		span.setStatus({ code: this.api.SpanStatusCode.ERROR });
		span.end();
	}

	/** Statements of timers and queues belong to no trace. */
	private beginQuery(textOf: () => string): ((error?: unknown) => void) | undefined {
		if (!this.isInside()) return undefined;
		const { name, attributes } = describeQuery(textOf());
		const span = this.begin(name, { kind: "client", attributes });
		return (error) => {
			if (error === undefined) span.end();
			else this.fail(span, error);
		};
	}
}
