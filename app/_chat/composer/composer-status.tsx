"use client";

import { CircleAlert, CloudOff, PencilLine, Timer } from "lucide-react";
import type { ReactNode } from "react";
import type { Upload } from "@/app/_client/attachments/uploads";
import { usePausedMs } from "@/app/_client/messages/use-pending-messages";
import { useSendKey } from "@/app/_client/messages/use-send-key";
import { useMac } from "@/app/_client/platform";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { Kbd } from "@/app/_ui/kbd";
import { useFileSize } from "../attachments/use-file-size";
import { SlowMode } from "./slow-mode.lazy";
import { TypingIndicator } from "./typing-indicator";
import type { ComposerAttachments } from "./use-attachments";

type Props = {
	channelId: number | null;
	connected: boolean;
	/** The number of remaining characters, when it is low. */
	left: number | null;
	draftKept: boolean;
	writing: boolean;
	/** Nothing can be sent here, so the keys are not hinted at. */
	isClosed: boolean;
	/** Slow mode is on. */
	isSlow: boolean;
	files: ComposerAttachments;
	/** Sends text that is too long as a file. */
	onAttachText: () => void;
	/** Options of the message, shown in place of the key hints. */
	children?: ReactNode;
};

/** The reason nothing can be sent: a message never leaves without its files. */
function Blocking({ item, maxBytes }: { item: Upload; maxBytes: number | null }) {
	const t = useTranslations("attachments");
	const sizeText = useFileSize();
	const values = {
		name: item.name,
		size: maxBytes === null ? "" : sizeText(maxBytes),
		// The remedy is always visible.
		b: (name: ReactNode) => (
			<bdi className="inline-block max-w-[16ch] truncate align-bottom md:max-w-[44ch]">{name}</bdi>
		),
	};
	const key = item.state === "failed" ? "uploadFailed" : maxBytes === null ? "tooLargeToSend" : "overToSend";
	return (
		<span role="alert" className="flex items-center gap-1.5 text-danger-text">
			<CircleAlert size="0.875rem" aria-hidden="true" className="shrink-0" />
			<span dir="auto" className="truncate">
				{t.rich(key, values)}
			</span>
		</span>
	);
}

/** The line under the composer, of constant height. It shows the most important status. */
export function ComposerStatus(props: Props) {
	const { channelId, connected, left, draftKept, writing, isClosed, isSlow, files, onAttachText, children } = props;
	const t = useTranslations("conversation");
	const log = useTranslations("attachments");
	const pausedMs = usePausedMs(channelId);
	const byEnter = useSendKey() === "enter";
	const mac = useMac();
	const note: ReactNode =
		left !== null && left < 0 ? (
			<span role="alert" className="flex items-center gap-1.5 text-danger-text">
				<CircleAlert size="0.875rem" aria-hidden="true" className="shrink-0" />
				<span dir="auto" className="truncate">
					{log("tooLongOffer", { count: -left })}
				</span>
			</span>
		) : files.blocking ? (
			<Blocking item={files.blocking} maxBytes={files.uploads?.maxBytes ?? null} />
		) : files.percent !== null ? (
			<span role="status">{log("uploading")}</span>
		) : pausedMs > 0 ? (
			<span role="status" className="flex items-center gap-1.5">
				<Timer size="0.875rem" aria-hidden="true" className="shrink-0" />
				{t("tooFast", { seconds: Math.ceil(pausedMs / 1000) })}
			</span>
		) : !connected && writing ? (
			<span className="flex items-center gap-1.5">
				<CloudOff size="0.875rem" aria-hidden="true" className="shrink-0" />
				{t("offlineHint")}
			</span>
		) : null;
	return (
		<div
			className={classNames(
				"flex h-[1.625rem] items-center justify-between gap-3 px-1.5 pb-0.5 text-xs text-text-muted",
				Boolean(children) && "max-md:h-11 max-md:pb-0",
			)}
		>
			{children}
			<div dir="auto" className={classNames("min-w-0 flex-1 truncate", Boolean(children) && "text-end")}>
				{note ?? (
					<TypingIndicator channelId={channelId}>
						{draftKept && (
							<span className="flex items-center gap-1.5 text-text-faint">
								<PencilLine size="0.8125rem" aria-hidden="true" className="shrink-0" />
								{t("draftKept")}
							</span>
						)}
						{isSlow && !isClosed && !draftKept && <SlowMode part="note" />}
					</TypingIndicator>
				)}
			</div>
			{left !== null && left < 0 ? (
				<button type="button" onClick={onAttachText} className="link shrink-0">
					{log("attachText")}
				</button>
			) : files.percent !== null ? (
				<span className="shrink-0 tabular-nums">{log("percent", { percent: files.percent / 100 })}</span>
			) : left !== null ? (
				<span className="shrink-0 tabular-nums">{t("left", { count: left })}</span>
			) : children || isClosed ? null : (
				<span className="shrink-0 text-text-faint max-md:hidden pointer-coarse:hidden">
					<Kbd>{byEnter ? "Enter" : mac ? "⌘ Enter" : "Ctrl Enter"}</Kbd> {t("keySend")}
					<span className="ms-2">
						<Kbd>{byEnter ? "Shift Enter" : "Enter"}</Kbd> {t("keyNewLine")}
					</span>
				</span>
			)}
		</div>
	);
}
