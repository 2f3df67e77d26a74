"use client";

import { CheckCheck } from "lucide-react";
import { Link } from "@/app/_chat/shell/link";
import { useInbox } from "@/app/_client/unread/use-inbox";
import { useMarkAllRead } from "@/app/_client/unread/use-mark-all-read";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { UnreadRow } from "@/app/(chat)/inbox/inbox-rows";

const most = 4;

/** The first rows of the inbox: author, text and place. */
export function InboxPreview() {
	const t = useTranslations("unread");
	const seeAll = useTranslations("home")("seeAll");
	const { unreads } = useInbox("unreads");
	const markAllRead = useMarkAllRead();
	if (unreads.length === 0) return null;
	return (
		<section aria-labelledby="news" className="mt-6">
			<div className="mb-1 flex flex-wrap items-center gap-x-2.5">
				<h2 id="news" className="flex-1 text-section font-bold tracking-[-0.01em]">
					{t("unreads")}
				</h2>
				<Button size="small" variant="ghost" onClick={() => void markAllRead()}>
					<CheckCheck size="1rem" aria-hidden="true" />
					{t("markEverythingRead")}
				</Button>
				<Link href="/inbox?tab=unreads" className="link ms-auto text-meta max-md:py-3.5">
					{seeAll}
				</Link>
			</div>
			<ol className="grid gap-1 md:-mx-3">
				{unreads.slice(0, most).map((item) => (
					<li key={item.place.thread?.channelId ?? item.place.channelId}>
						<UnreadRow item={item} />
					</li>
				))}
			</ol>
		</section>
	);
}
