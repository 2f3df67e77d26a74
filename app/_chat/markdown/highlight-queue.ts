import type { HighlightedCode } from "./highlight-code";

/** A block that takes longer stays plain: some input takes a grammar minutes. */
const deadlineMs = 100;
/** Loading the grammars, and compiling one, may take longer. */
const startMs = 10_000;
const maxKept = 100;

type Job = { text: string; language: string; done: (colours: HighlightedCode | null) => void };
type Thread = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

const keyOf = ({ text, language }: Omit<Job, "done">) => `${language}\n${text}`;

/** Highlights code in a worker, one block after another, so that no code blocks the page. */
export class HighlightQueue {
	private readonly waiting: Job[] = [];
	private readonly known = new Map<string, HighlightedCode | null>();
	private readonly compiled = new Set<string>();
	private worker: Thread | null = null;
	private current: Job | null = null;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly startWorker: () => Thread) {}

	/** Calls `done` with the highlighted code, or with null without a result. Returns a function that cancels. */
	add(job: Job): () => void {
		this.waiting.push(job);
		this.next();
		return () => {
			const place = this.waiting.indexOf(job);
			if (place >= 0) this.waiting.splice(place, 1);
		};
	}

	private next(): void {
		if (this.current) return;
		const job = this.waiting.shift();
		if (!job) return;
		const known = this.known.get(keyOf(job));
		this.current = job;
		if (known !== undefined) this.finish(known);
		else if (this.worker) this.post(this.worker, job);
		else this.start(job);
	}

	private start(job: Job): void {
		const worker = this.startWorker();
		this.worker = worker;
		this.compiled.clear();
		this.timer = setTimeout(() => this.stop(), startMs);
		worker.onerror = () => this.stop();
		worker.onmessage = () => this.post(worker, job);
	}

	/** Compiling a grammar, once a language, does not count towards the block's time. */
	private post(worker: Thread, { text, language }: Job): void {
		clearTimeout(this.timer);
		const isCompiled = this.compiled.has(language);
		this.timer = setTimeout(() => this.stop(), isCompiled ? deadlineMs : startMs);
		worker.onmessage = ({ data }: MessageEvent<HighlightedCode | null>) => {
			clearTimeout(this.timer);
			this.compiled.add(language);
			if (isCompiled) this.finish(data);
			else if (this.current) this.post(worker, this.current);
		};
		worker.postMessage({ text: isCompiled ? text : "", language });
	}

	/** The block stays plain, and the next one gets a new worker. */
	private stop(): void {
		clearTimeout(this.timer);
		this.worker?.terminate();
		this.worker = null;
		this.finish(null);
	}

	private finish(colours: HighlightedCode | null): void {
		const job = this.current;
		this.current = null;
		if (job) {
			if (this.known.size >= maxKept) this.known.clear();
			this.known.set(keyOf(job), colours);
			job.done(colours);
		}
		this.next();
	}
}
