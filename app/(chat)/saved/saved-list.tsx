"use client";

import { Bookmark, BookmarkMinus } from "lucide-react";
import { useCallback, useMemo } from "react";
import { useSWRConfig } from "swr";
import useSWRInfinite from "swr/infinite";
import { MessageCard, MessageCardSkeletons } from "@/app/_chat/messages/message-card";
import { Link } from "@/app/_chat/shell/link";
import { OpensWhenBack } from "@/app/_chat/shell/opens-when-back";
import { PageBody, PageLayout } from "@/app/_chat/shell/page-layout";
import { useDistinctAuthors } from "@/app/_chat/users/avatar-palettes";
import { useViewer } from "@/app/_client/account/use-viewer";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useMayShow } from "@/app/_client/messages/use-may-show";
import { savedSeqsKey } from "@/app/_client/messages/use-saved-messages";
import { useNavigate, useReachable } from "@/app/_client/navigation/navigation";
import { useRetryWhenReachable } from "@/app/_client/navigation/use-retry-when-reachable";
import { channelPath, threadPath } from "@/app/_client/paths";
import { useSocketEvent } from "@/app/_client/realtime/socket-provider";
import { useListedChannels } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";
import type { SavedMessage } from "@/lib/realtime/protocol";
import { InboxHeader } from "../inbox/inbox-header";

type Page = { saved: SavedMessage[]; nextCursor: string | null };

/** The user's saved messages from all channels, latest first. */
export function SavedPage() {
	const viewer = useViewer();
	return (
		<PageLayout>
			<div className="flex min-h-0 flex-col">
				<InboxHeader tab="saved" />
				<PageBody className="flex-1">
					<div className="mx-auto max-w-200 p-4 max-md:p-2">{viewer && <SavedList username={viewer.username} />}</div>
				</PageBody>
			</div>
		</PageLayout>
	);
}

function SavedList({ username }: { username: string }) {
	const t = useTranslations("acts");
	const navigate = useNavigate();
	const toast = useToast();
	const errorText = useErrorMessage();
	const { mutate: fold } = useSWRConfig();
	const { data, error, mutate, setSize } = useSWRInfinite<Page>((index: number, previous: Page | null) =>
		index === 0 ? "/api/saved" : previous?.nextCursor ? `/api/saved?cursor=${previous.nextCursor}` : null,
	);
	useSocketEvent(
		"saved",
		useCallback(() => void mutate(), [mutate]),
	);
	useRetryWhenReachable(mutate);
	const isReachable = useReachable();
	const listed = useListedChannels();
	const mayShow = useMayShow();
	const all = mayShow
		? data?.flatMap(({ saved }) => saved.filter(({ place }) => listed.has(place.channelId)))
		: undefined;
	useDistinctAuthors(useMemo(() => data?.flatMap(({ saved }) => saved.map(({ message }) => message)) ?? [], [data]));
	const set = async ({ message: { channelId, seq } }: SavedMessage, saved: boolean) => {
		const path = `/api/channels/${channelId}/messages/${seq}/saved`;
		await (saved ? api.put(path) : api.delete(path));
		await Promise.all([mutate(), fold(savedSeqsKey(channelId))]);
	};
	const remove = async (one: SavedMessage) => {
		try {
			await set(one, false);
			toast({
				text: t("removedFromSaved"),
				action: { label: t("undo"), run: () => void set(one, true).catch(notify) },
			});
		} catch (failure) {
			notify(failure);
		}
	};
	const notify = (failure: unknown) => toast({ tone: "error", text: errorText(failure) });
	if (!all && !isReachable) return <OpensWhenBack />;
	if (error && !all)
		return (
			<p role="alert" className="text-text-muted">
				{t("savedFailed")}{" "}
				<button type="button" onClick={() => void mutate()} className="link">
					{t("tryAgain")}
				</button>
			</p>
		);
	if (!all) return <MessageCardSkeletons />;
	if (all.length === 0)
		return (
			<EmptyState icon={<Bookmark size="1.75rem" aria-hidden="true" />} title={t("noSaved")} text={t("noSavedText")}>
				<Link href="/" className={buttonClass()}>
					{t("goHome")}
				</Link>
			</EmptyState>
		);
	return (
		<>
			<p className="mb-3 px-1 text-meta text-text-muted">{t("savedText")}</p>
			<ol aria-label={t("saved")} className="-mx-1">
				{all.map((one) => (
					<MessageCard
						key={`${one.message.channelId}/${one.message.seq}`}
						message={one.message}
						username={username}
						place={t(one.place.parentSeq === null ? "placeChannel" : "placeThread", {
							channel: one.place.channelName,
							server: one.place.serverName,
						})}
						onOpen={() => navigate(pathOf(one))}
						tools={
							<IconButton small label={t("unsave")} onClick={() => void remove(one)}>
								<BookmarkMinus size="0.9375rem" aria-hidden="true" />
							</IconButton>
						}
					/>
				))}
			</ol>
			{data?.at(-1)?.nextCursor && (
				<button type="button" onClick={() => void setSize((size) => size + 1)} className="link mt-3 max-md:min-h-11">
					{t("moreSaved")}
				</button>
			)}
		</>
	);
}

/** For a reply: its parent message, with the thread open at the reply. */
function pathOf({ place: { serverId, channelId, parentSeq }, message: { seq } }: SavedMessage): string {
	return parentSeq === null ? channelPath(serverId, channelId, seq) : threadPath(serverId, channelId, parentSeq, seq);
}
