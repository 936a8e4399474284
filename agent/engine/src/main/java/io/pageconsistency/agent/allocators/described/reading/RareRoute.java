package io.pageconsistency.agent.allocators.described.reading;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.allocators.described.binding.BoundTransfer;
import io.pageconsistency.agent.allocators.described.binding.Route;

/**
 * A way that few transfers have. What it begins at comes in an array of its own, or is what the way to the memory begins at.
 * Immutable.
 */
final class RareRoute {
    private final RouteReader route;
    private final int place;

    private RareRoute(RouteReader route, int place) {
        this.route = route;
        this.place = place;
    }

    /** All of a transfer, in their order; null for those that it has not. */
    static List<RareRoute> of(BoundTransfer transfer, ClassLoader loader, Openings openings) throws ReflectiveOperationException {
        List<Route> routes = transfer.rare();
        List<RareRoute> rare = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            rare.add(routes.get(i) == null ? null : new RareRoute(RouteReader.of(routes.get(i), loader, openings), i));
        }
        return rare;
    }

    /**
     * @param page what the way to the memory begins at
     * @param roots what the others begin at, or null if all begin there
     */
    Object object(Object page, Object[] roots) throws Throwable {
        return route.object(roots == null ? page : roots[place]);
    }

    /** @return {@link Memory#UNSAID} where something on the way is null */
    long number(Object page, Object[] roots) throws Throwable {
        return route.number(roots == null ? page : roots[place], Memory.UNSAID);
    }
}
