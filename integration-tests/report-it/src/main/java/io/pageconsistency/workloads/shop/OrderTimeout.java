package io.pageconsistency.workloads.shop;

import io.netty.util.IllegalReferenceCountException;

/** Ends an order that takes too long. With the fault it also ends an order that was completed in time. */
final class OrderTimeout {
    private final Order order;

    OrderTimeout(Order order) {
        this.order = order;
    }

    void expire() {
        try {
            order.cancel();
        } catch (IllegalReferenceCountException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
