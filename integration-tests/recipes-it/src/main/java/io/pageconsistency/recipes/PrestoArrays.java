package io.pageconsistency.recipes;

import java.lang.reflect.Method;
import java.util.Random;

/** Presto's arrays for one operator. One thread uses them, and returning one twice is a fault. */
final class PrestoArrays {
    private static final int ROUNDS = 1_003;

    private PrestoArrays() {
    }

    public static void main(String[] arguments) throws Exception {
        Object pool = Reflected.make("com.facebook.presto.operator.UncheckedStackArrayAllocator", 4);
        Random random = new Random(1);
        for (String type : new String[] {"Int", "Byte"}) {
            Method borrow = Reflected.method(pool.getClass(), "borrow" + type + "Array", 1);
            Method back = pool.getClass().getMethod("returnArray", borrow.getReturnType());
            for (int i = 0; i < ROUNDS; i++) {
                Object one = Reflected.call(borrow, pool, 1 + random.nextInt(1 << 10));
                Object other = Reflected.call(borrow, pool, 1 + random.nextInt(1 << 10));
                Reflected.call(back, pool, one);
                Reflected.call(back, pool, other);
            }
        }
        if (arguments[0].equals("misused")) {
            Method back = pool.getClass().getMethod("returnArray", int[].class);
            Object array = Reflected.call(Reflected.method(pool.getClass(), "borrowIntArray", 1), pool, 100);
            Reflected.call(back, pool, array);
            Reflected.call(back, pool, array);
        }
        Outcome.print();
    }
}
