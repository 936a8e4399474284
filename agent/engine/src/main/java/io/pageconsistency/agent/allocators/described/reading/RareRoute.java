package io.pageconsistency.agent.allocators.described.reading;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.allocators.described.binding.BoundTransfer;
import io.pageconsistency.agent.allocators.described.binding.Route;

/**
 * A route that only few transfers have. If it has the same root as the route to the memory, it starts there. Otherwise its root is
 * an element of a separate array. Immutable.
 */
final class RareRoute {
    private final RouteReader route;
    private final int place;

    private RareRoute(RouteReader route, int place) {
        this.route = route;
        this.place = place;
    }

    /** All such routes of a transfer, in a fixed order; null for those that the transfer does not have. */
    static List<RareRoute> of(BoundTransfer transfer, ClassLoader loader, Openings openings) throws ReflectiveOperationException {
        List<Route> routes = transfer.rare();
        List<RareRoute> rare = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            rare.add(routes.get(i) == null ? null : new RareRoute(RouteReader.of(routes.get(i), loader, openings), i));
        }
        return rare;
    }

    /**
     * @param page the root of the route to the memory
     * @param roots the roots of the routes; null if all of them have the root of the route to the memory
     */
    Object object(Object page, Object[] roots) throws Throwable {
        return route.object(roots == null ? page : roots[place]);
    }

    /** @return {@link Memory#UNSAID} if a value on the way is null */
    long number(Object page, Object[] roots) throws Throwable {
        return route.number(roots == null ? page : roots[place], Memory.UNSAID);
    }
}
