import { useActiveStatus } from "@/app/_client/account/use-active-status";
import { classNames } from "@/app/_ui/class-names";
import type { CustomStatus } from "@/lib/realtime/protocol";

/** A user's custom status until its end; `children` are shown without one. */
export function CustomStatusText({
	status,
	className,
	children,
}: {
	status: CustomStatus | null | undefined;
	className?: string;
	children?: React.ReactNode;
}) {
	const living = useActiveStatus(status);
	if (!living) return children;
	return (
		<span className={classNames("min-w-0", className)}>
			{living.emoji}
			{living.emoji && living.text && " "}
			{living.text}
		</span>
	);
}
