"use client";

import { usePathname, useRouter } from "next/navigation";
import {
	type ComponentType,
	createContext,
	type ReactNode,
	startTransition as startPlainTransition,
	useCallback,
	useContext,
	useEffect,
	useMemo,
	useRef,
	useState,
	useTransition,
} from "react";
import { useSignedIn } from "../account/use-viewer";
import { type ChannelAddress, channelAt, ownPageAt } from "../paths";
import { useOnline, usePhase } from "../realtime/socket-provider";
import { useServers } from "../servers/use-servers";

/** The requested page that is still loading. */
export type Opening = {
	path: string;
	place: ChannelAddress | null;
	/** It is requested when the connection is back. */
	isWaiting: boolean;
};

type ChannelPage = ComponentType<{ place: ChannelAddress }>;

let channelPage: ChannelPage | null = null;

/** The component that renders channels has loaded; until then they are pages of the server. */
export function provideChannelPage(component: ChannelPage): void {
	channelPage = component;
}
export const providedChannelPage = () => channelPage;

const OpeningContext = createContext<Opening | null>(null);
type Navigate = (path: string, options?: { replace: boolean }) => void;

const NavigateContext = createContext<Navigate>(() => {});
const LoadServerPageContext = createContext<() => void>(() => {});
const ClientPathContext = createContext<string | null>(null);

/**
 * Navigates to another page: to a channel of the user's servers, Home, Explore, the Inbox or the saved messages without
 * asking the server for a page. Without a connection the document stays, and another page opens once there is one.
 */
export const useNavigate = () => useContext(NavigateContext);
export const useOpening = () => useContext(OpeningContext);

/** The path in the address, if the browser renders its page; null if the server has rendered the open page. */
export const useClientPath = () => useContext(ClientPathContext);

/** Loads the server's page of the current address, instead of the page that the browser renders. */
export const useLoadServerPage = () => useContext(LoadServerPageContext);

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
export function useReachable(): boolean {
	const phase = usePhase();
	const online = useOnline();
	return !useSignedIn() || (online && phase !== "lost");
}

export function NavigationProvider({ children }: { children: ReactNode }) {
	const router = useRouter();
	const isReachable = useReachable();
	const isSignedIn = useSignedIn();
	const [isPending, startTransition] = useTransition();
	const [path, setPath] = useState<string | null>(null);
	const [isWaiting, setWaiting] = useState(false);
	// A page reached by Back may be evicted from the browser's cache, and then it is loaded like any other.
	const pathname = usePathname();
	const [steppedTo, setSteppedTo] = useState<string | null>(null);
	const [serverPath, setServerPath] = useState<string | null>(pathname);
	const isOwn = useOwnPageCheck();
	useEffect(() => {
		const onStep = () => {
			const { pathname: next, search } = location;
			const isClientPage = channelAt(next) !== null || (isSignedIn && ownPageAt(next) !== null);
			setPath(null);
			setWaiting(false);
			setSteppedTo(isClientPage ? null : next + search);
			// Next would show a page as it was when it was loaded, also to a user who may not see its channel any more.
			startPlainTransition(() => setServerPath((known) => (known === next || !isClientPage ? next : null)));
		};
		// After Next's listener: React draws only the first transition of a step within its event. A page drawn later could
		// meet the next step, and Next would write the address of the first step over that of the second.
		let isOver = false;
		queueMicrotask(() => !isOver && addEventListener("popstate", onStep));
		return () => {
			isOver = true;
			removeEventListener("popstate", onStep);
		};
	}, [isSignedIn]);
	useEffect(() => setSteppedTo((path) => (path !== null && pathOf(path) === pathname ? null : path)), [pathname]);
	const reachable = useRef(isReachable);
	reachable.current = isReachable;
	// Next follows the address once its effects have run. A click can come before: it is handled after them.
	const isReady = useRef(false);
	const early = useRef<Parameters<Navigate> | null>(null);

	const navigate = useCallback(
		(next: string, { replace = false } = {}) => {
			if (!isReady.current) {
				early.current = [next, { replace }];
				return;
			}
			const isHere = next === location.pathname + location.search;
			const page = isOwn(pathOf(next));
			setSteppedTo(null);
			setPath(isHere || page ? null : next);
			if (page) {
				setWaiting(false);
				if (isHere) return;
				const isSameChannel = page === "channel" && pathOf(next) === location.pathname;
				startPlainTransition(() => {
					// Next's router follows the address, and its hooks change in the same transition.
					if (replace) history.replaceState(null, "", next);
					else history.pushState(null, "", next);
					if (!isSameChannel) setServerPath(null);
				});
			} else if (reachable.current) {
				setWaiting(false);
				startTransition(() => {
					router.push(next);
					setServerPath(pathOf(next));
				});
			} else setWaiting(!isHere);
		},
		[router, isOwn],
	);
	useEffect(() => {
		const { current: call } = early;
		// The effects of Next's router, which is above, run after this one.
		queueMicrotask(() => {
			isReady.current = true;
			early.current = null;
			if (call) navigate(...call);
		});
	}, [navigate]);
	const loadServerPage = useCallback(() => {
		const { pathname, search } = location;
		startPlainTransition(() => {
			router.replace(pathname + search);
			setServerPath(pathname);
		});
	}, [router]);
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
	const isClientPage = channelAt(pathname) !== null || (isSignedIn && ownPageAt(pathname) !== null);
	return (
		<NavigateContext value={navigate}>
			<ClientPathContext value={isClientPage && pathname !== serverPath ? pathname : null}>
				<OpeningContext value={opening}>
					<LoadServerPageContext value={loadServerPage}>{children}</LoadServerPageContext>
				</OpeningContext>
			</ClientPathContext>
		</NavigateContext>
	);
}

/** Tells which paths the browser can render: a channel in one of the user's servers, and the pages of its own. */
function useOwnPageCheck(): (path: string) => "channel" | "page" | null {
	const isSignedIn = useSignedIn();
	const { servers } = useServers();
	const latest = useRef(servers);
	latest.current = servers;
	return useCallback(
		(path) => {
			if (isSignedIn && ownPageAt(path)) return "page";
			const place = channelPage ? channelAt(path) : null;
			const server = place && latest.current.find(({ id }) => id === place.serverId);
			return server?.channels.some(({ id }) => id === place?.channelId) ? "channel" : null;
		},
		[isSignedIn],
	);
}
