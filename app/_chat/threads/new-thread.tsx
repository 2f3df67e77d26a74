"use client";

import { useRef, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useDrafts } from "@/app/_client/messages/use-drafts";
import { useOutbox, usePhase } from "@/app/_client/realtime/socket-provider";
import { uuid } from "@/app/_client/uuid";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Attachment, Author, MemberChannel, Message, ThreadSummary } from "@/lib/realtime/protocol";
import { Composer } from "../composer/composer";
import type { ComposerHandle } from "../composer/composer-props";
import { useChannelMay } from "../conversation/channel-permissions";
import { useMessageActions } from "../messages/message-actions-context";
import { AlsoSendToChannel } from "./also-send-to-channel";
import { useThreadComposer } from "./thread-composer-focus";
import { ThreadParent } from "./thread-parent";

type Props = {
	channel: MemberChannel;
	viewer: Author;
	root: Message;
	onBegun: (thread: ThreadSummary) => void;
	onClose: () => void;
};

/** A message without replies. The first reply creates the thread. */
export function NewThread({ channel, viewer, root, onBegun, onClose }: Props) {
	const t = useTranslations("threads");
	const toast = useToast();
	const errorText = useErrorMessage();
	const outbox = useOutbox();
	const drafts = useDrafts();
	const phase = usePhase();
	const actions = useMessageActions();
	const mayHere = useChannelMay();
	const composer = useRef<ComposerHandle>(null);
	const [echo, setEcho] = useState(false);
	useThreadComposer(root.seq, () => composer.current?.focus());

	const start = async () =>
		(await api.post<{ thread: ThreadSummary }>(`/api/channels/${channel.id}/messages/${root.seq}/thread`)).thread;
	/** A file needs a channel before it is sent; the text so far goes there with it. */
	const begin = async (content: string) => {
		const thread = await start();
		drafts?.write(thread.channelId, { content, replyTo: null });
		onBegun(thread);
		return thread.channelId;
	};
	const send = async (content: string, attachments: Attachment[]) => {
		const nonce = uuid();
		try {
			const thread = await start();
			outbox?.add({ nonce, channelId: thread.channelId, content, replyTo: null, attachments, ...(echo && { echo }) });
			onBegun(thread);
		} catch (error) {
			composer.current?.type(content);
			toast({ tone: "error", text: errorText(error) });
		}
	};
	return (
		<>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard. */}
			<div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pt-1" tabIndex={0}>
				<ThreadParent root={root} viewer={viewer} actions={actions} />
				<p className="px-5 pt-3 text-meta text-text-faint max-md:px-3.5">{t("none")}</p>
			</div>
			<Composer
				ref={composer}
				channelId={null}
				begin={begin}
				recentMessages={() => [root]}
				label={t("reply")}
				missing={(["create_threads", "send_in_threads"] as const).find((one) => !mayHere(one)) ?? null}
				connected={phase === "connected" || phase === "connecting"}
				onSend={(content, attachments) => void send(content, attachments)}
				keys={{ onEscape: onClose }}
			>
				<AlsoSendToChannel channel={channel.name} checked={echo} onChange={setEcho} />
			</Composer>
		</>
	);
}
