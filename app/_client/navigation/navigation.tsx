"use client";

import { usePathname, useRouter } from "next/navigation";
import {
	createContext,
	type ReactNode,
	useCallback,
	useContext,
	useEffect,
	useMemo,
	useRef,
	useState,
	useTransition,
} from "react";
import { useSignedIn } from "../account/use-viewer";
import { type ChannelAddress, channelAt } from "../paths";
import { useOnline, usePhase } from "../realtime/socket-provider";

/** The requested page that is still loading. */
export type Opening = {
	path: string;
	place: ChannelAddress | null;
	/** It is requested when the connection is back. */
	isWaiting: boolean;
};

const OpeningContext = createContext<Opening | null>(null);
const NavigateContext = createContext<(path: string) => void>(() => {});

/** Navigates to another page. Without a connection the document stays, and the page opens once there is one. */
export const useNavigate = () => useContext(NavigateContext);
export const useOpening = () => useContext(OpeningContext);

/** The current address, or that of a navigation in progress, which is marked at once. */
export function useShownPathname(): string {
	const pathname = usePathname();
	const opening = useOpening();
	return opening ? pathOf(opening.path) : pathname;
}

const pathOf = (path: string) => path.split(/[?#]/, 1)[0] ?? path;

/**
 * Whether the server can be reached for a page. Without a connection the browser would replace the document by its
 * error page.
 */
function useReachable(): boolean {
	const phase = usePhase();
	const online = useOnline();
	return !useSignedIn() || (online && phase !== "lost");
}

export function NavigationProvider({ children }: { children: ReactNode }) {
	const router = useRouter();
	const isReachable = useReachable();
	const [isPending, startTransition] = useTransition();
	const [path, setPath] = useState<string | null>(null);
	const [isWaiting, setWaiting] = useState(false);
	// A page reached by Back may be evicted from the browser's cache, and then it is loaded like any other.
	const pathname = usePathname();
	const [steppedTo, setSteppedTo] = useState<string | null>(null);
	useEffect(() => {
		const onStep = () => {
			setPath(null);
			setWaiting(false);
			setSteppedTo(location.pathname + location.search);
		};
		addEventListener("popstate", onStep);
		return () => removeEventListener("popstate", onStep);
	}, []);
	useEffect(() => setSteppedTo((path) => (path !== null && pathOf(path) === pathname ? null : path)), [pathname]);
	const reachable = useRef(isReachable);
	reachable.current = isReachable;

	const navigate = useCallback(
		(next: string) => {
			const isHere = next === location.pathname + location.search;
			setSteppedTo(null);
			setPath(isHere ? null : next);
			if (reachable.current) {
				setWaiting(false);
				startTransition(() => router.push(next));
			} else setWaiting(!isHere);
		},
		[router],
	);
	useEffect(() => {
		if (isWaiting && isReachable && path) navigate(path);
	}, [isWaiting, isReachable, path, navigate]);

	const asked = path !== null && (isPending || isWaiting) ? path : steppedTo;
	const opening = useMemo(
		() =>
			asked !== null && (asked === path || pathOf(asked) !== pathname)
				? { path: asked, place: channelAt(pathOf(asked)), isWaiting: isWaiting || !isReachable }
				: null,
		[asked, path, pathname, isWaiting, isReachable],
	);
	return (
		<NavigateContext value={navigate}>
			<OpeningContext value={opening}>{children}</OpeningContext>
		</NavigateContext>
	);
}
