"use client";

import { usePathname, useRouter } from "next/navigation";
import { Component, type ReactNode, startTransition } from "react";
import { lazy } from "@/app/_ui/lazy";
import { PageLayout } from "./page-layout";

const ErrorScreen = lazy(() => import("./error-page").then((module) => module.ErrorScreen));

type Props = { pathname: string; onRetry: () => void; children: ReactNode };
type State = { error: (Error & { digest?: string }) | null; pathname: string };

/**
 * Only the open page failed: the navigation to others stays. An `error.tsx` would do the same, but every document would
 * wait for its script.
 */
export function PageErrorBoundary({ children }: { children: ReactNode }) {
	const router = useRouter();
	return (
		<Boundary pathname={usePathname()} onRetry={() => router.refresh()}>
			{children}
		</Boundary>
	);
}

class Boundary extends Component<Props, State> {
	override state: State = { error: null, pathname: this.props.pathname };

	static getDerivedStateFromError(error: Error & { digest?: string }): Partial<State> {
		// Next catches its own errors further up.
		if (error.digest?.startsWith("NEXT_")) throw error;
		return { error };
	}

	/** Another page is shown, whatever happened to the last one. */
	static getDerivedStateFromProps({ pathname }: Props, state: State): State {
		return pathname === state.pathname ? state : { error: null, pathname };
	}

	private readonly retry = () =>
		startTransition(() => {
			this.props.onRetry();
			this.setState({ error: null });
		});

	override render() {
		const { error } = this.state;
		if (!error) return this.props.children;
		return (
			<PageLayout>
				<ErrorScreen error={error} retry={this.retry} />
			</PageLayout>
		);
	}
}
