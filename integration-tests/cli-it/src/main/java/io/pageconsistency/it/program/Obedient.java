package io.pageconsistency.it.program;

import java.io.BufferedReader;
import java.io.InputStreamReader;

/** Does what its standard input says, line by line, and says so; ends with its input. Runs without the agent too. */
public final class Obedient {
    private Obedient() {
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        Pool pool = null;
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.equals("open")) {
                pool = new Pool();
            } else {
                pool.obey(order);
            }
            System.out.println("done " + order);
        }
    }

    /** Apart, so that the agent's types are linked to only when there is an agent. */
    private static final class Pool {
        private final OwnPool pool = new OwnPool();

        void obey(String order) throws Exception {
            switch (order) {
                case "allocate and free" -> pool.allocateAndFree();
                case "allocate and free often" -> {
                    for (int i = 0; i < 1_000; i++) {
                        pool.allocateAndFree();
                    }
                }
                case "free twice" -> pool.freeTwice();
                case "damage" -> pool.damage();
                default -> throw new IllegalArgumentException(order);
            }
        }
    }
}
