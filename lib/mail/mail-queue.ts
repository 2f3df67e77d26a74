import { PermanentFailure, queue } from "../jobs/queue";
import { appState } from "../process/app-state";
import { compose, EmailRequest } from "./emails";
import { deliver, isConfigured } from "./mail";

declare module "../jobs/queue" {
	interface Payloads {
		mail: EmailRequest;
	}
}

const maxAttempts = 8;

/** Sends e-mails. One that a killed instance was sending is sent again: a link twice is better than none. */
export const mail = queue<EmailRequest>({
	payload: EmailRequest,
	maxAttempts,
	retryMs: 10_000,
	maxRetryMs: 900_000,
	concurrency: 4,
	isOpen: isConfigured,
	async handle(request, { attempt, signal }) {
		try {
			const composed = await compose(request, attempt === 1);
			if (composed) await deliver(composed.to, composed.email, signal);
			appState().metrics?.mail(composed ? "sent" : "void");
		} catch (error) {
			appState().metrics?.mail(error instanceof PermanentFailure ? "refused" : "failed");
			throw error;
		}
	},
});
