"use client";

import { Timer } from "lucide-react";
import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import { slowModeEnd, subscribeToSlowMode } from "@/app/_client/messages/slow-mode-clock";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useDuration } from "../channels/use-duration";
import { useChannelMay } from "../conversation/channel-permissions";
import { useMentionContext } from "../conversation/mention-context";
import { countdown } from "./countdown";

type Props = { part: "send"; isHeld: RefObject<boolean> } | { part: "note" };

/** The two parts of a composer in slow mode: one hides the button that sends, one is a note. */
export function SlowMode(props: Props) {
	const isExempt = useIsExempt();
	if (props.part === "note") return <Note />;
	return isExempt ? null : <RemainingTime isHeld={props.isHeld} />;
}

const useIsExempt = () => useChannelMay()("bypass_slow_mode");

function useLeftSeconds(): number {
	const { channelId } = useMentionContext();
	const end = useSyncExternalStore(
		subscribeToSlowMode,
		() => slowModeEnd(channelId),
		() => 0,
	);
	const [, setNow] = useState(0);
	const leftMs = end - Date.now();
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout>;
		const tick = () => {
			const now = Date.now();
			setNow(now);
			if (end > now) timer = setTimeout(tick, (end - now) % 1000 || 1000);
		};
		tick();
		return () => clearTimeout(timer);
	}, [end]);
	return Math.max(0, Math.ceil(leftMs / 1000));
}

/** Shows the remaining time in place of the button that sends. A screen reader announces only its start and its end. */
function RemainingTime({ isHeld }: { isHeld: RefObject<boolean> }) {
	const t = useTranslations("slowMode");
	const { slowModeSeconds } = useMentionContext();
	const duration = useDuration();
	const left = useLeftSeconds();
	const holds = left > 0;
	const [held, setHeld] = useState(holds);
	const [said, setSaid] = useState("");
	if (holds !== held) {
		setHeld(holds);
		setSaid(holds ? t("started", { time: duration(slowModeSeconds) }) : t("ended"));
	}
	useEffect(() => {
		isHeld.current = holds;
		return () => {
			isHeld.current = false;
		};
	}, [isHeld, holds]);
	return (
		<>
			<span role="status" className="sr-only">
				{said}
			</span>
			{holds && (
				<span
					role="timer"
					aria-live="off"
					aria-label={t("sendIn", { time: duration(left) })}
					className="peer grid h-[2.125rem] min-w-[2.125rem] shrink-0 place-items-center rounded-md bg-selected px-2 text-meta font-bold whitespace-nowrap tabular-nums max-md:h-11 max-md:min-w-11"
				>
					{left < 60 ? t("seconds", { seconds: left }) : countdown(left)}
				</span>
			)}
		</>
	);
}

/** Says that slow mode is on. */
function Note() {
	const t = useTranslations("slowMode");
	const time = useDuration()(useMentionContext().slowModeSeconds);
	return (
		<span className="flex items-center gap-1.5">
			<Timer size="0.8125rem" aria-hidden="true" className="shrink-0" />
			<span dir="auto" className="truncate">
				{t(useIsExempt() ? "noteExempt" : "note", { time })}
			</span>
		</span>
	);
}
