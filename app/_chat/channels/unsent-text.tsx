"use client";

import { useEffect, useId, useState, useSyncExternalStore } from "react";
import { useLocale } from "use-intl/react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { uploadRegistryModule } from "@/app/_client/attachments/upload-registry.lazy";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { noopSubscribe } from "@/app/_client/create-store";
import type { Outgoing } from "@/app/_client/messages/outbox";
import { useDrafts } from "@/app/_client/messages/use-drafts";
import { useAllPendingMessages, usePendingMessages } from "@/app/_client/messages/use-pending-messages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import { isolated } from "@/lib/markdown";
import { textsNotStored, type Unsent } from "./unsent";

/** Shows a user who lost access to a channel their unsent text, to copy it, and the names of unsent files. */
export function UnsentText({ channelId, unsent }: { channelId: number; unsent: readonly Unsent[] }) {
	const outgoing = usePendingMessages(channelId);
	return (
		<CopyBox outgoing={outgoing} texts={unsent.map(({ text }) => text)} files={unsent.flatMap(({ files }) => files)} />
	);
}

/** Shows a user whose session ends everything that was not sent or saved, in all channels. */
export function AllUnsentText() {
	const drafts = useDrafts();
	const text = useSyncExternalStore(drafts?.subscribe ?? noopSubscribe, drafts?.notUploaded ?? noText, noText);
	const [texts] = useState(textsNotStored);
	const viewerId = useViewer()?.id ?? null;
	const [files, setFiles] = useState<readonly string[]>([]);
	useEffect(() => {
		drafts?.collect();
		if (viewerId !== null)
			uploadRegistryModule.load().then(
				({ unsentFiles }) => setFiles(unsentFiles(viewerId)),
				() => {},
			);
	}, [drafts, viewerId]);
	return <CopyBox outgoing={useAllPendingMessages()} texts={[text, ...texts]} files={files} />;
}

const noText = () => "";

type Props = { outgoing: readonly Outgoing[]; texts: readonly string[]; files: readonly string[] };

function CopyBox({ outgoing, texts, files: unsentFiles }: Props) {
	const t = useTranslations("conversation");
	const locale = useLocale();
	const toast = useToast();
	const headingId = useId();
	const waiting = outgoing.filter(({ seq }) => seq === null);
	const text = [...waiting.map(({ content }) => content), ...texts]
		.filter((content) => content.trim() !== "")
		.join("\n\n");
	const files = [...waiting.flatMap(({ attachments = [] }) => attachments.map(({ name }) => name)), ...unsentFiles];
	if (text === "" && files.length === 0) return null;
	const copy = async () => {
		const done = await copyToClipboard(text);
		toast(done ? { text: t("copied") } : { tone: "error", text: t("copyFailed") });
	};
	return (
		<section
			aria-labelledby={headingId}
			className="w-full min-w-0 rounded-lg border bg-sunken px-3.5 py-2.5 text-sm [text-align:start]"
		>
			<div className="flex min-h-8 items-center gap-3">
				<h2 id={headingId} className="min-w-0 flex-1 font-bold">
					{t("unsentHeading")}
				</h2>
				{text !== "" && (
					<Button size="small" onClick={copy}>
						{t("copyText")}
					</Button>
				)}
			</div>
			{text !== "" && (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
				<p tabIndex={0} dir="auto" className="mt-1.5 max-h-60 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
					{text}
				</p>
			)}
			{files.length > 0 && (
				<p dir="auto" className="mt-1.5 text-text-muted wrap-anywhere">
					{t("unsentFiles", {
						count: files.length,
						names: new Intl.ListFormat(locale).format(files.map((name) => isolated(name))),
					})}
				</p>
			)}
		</section>
	);
}
