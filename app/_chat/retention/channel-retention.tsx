"use client";

import { retentionKey, useRetention } from "@/app/_client/retention/use-retention";
import { useTranslations } from "@/app/_i18n/use-translations";
import { RetentionForm } from "./retention-form";
import { RetentionText } from "./retention-text";

/** For how long a channel keeps messages, for its members. */
export function ChannelRetention({ channelId }: { channelId: number }) {
	const { retention } = useRetention(retentionKey({ channelId }));
	return retention ? <RetentionText retention={retention} /> : null;
}

/** The same for those who manage the channel. */
export function ChannelRetentionForm({ channel }: { channel: { id: number; name: string } }) {
	const t = useTranslations("retention");
	return (
		<section className="mt-5 border-t pt-4">
			<h3 className="mb-3 text-sm font-semibold">{t("heading")}</h3>
			<RetentionForm path={retentionKey({ channelId: channel.id })} name={`#${channel.name}`} />
		</section>
	);
}
