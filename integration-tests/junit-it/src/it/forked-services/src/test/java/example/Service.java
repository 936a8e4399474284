package example;

import io.netty.buffer.BrokenPool;
import io.netty.buffer.PooledByteBufAllocator;

/** A service that obeys lines on standard input and answers each one. */
final class Service {
    private Service() {
    }

    public static void main(String[] arguments) throws Exception {
        PooledByteBufAllocator pool = BrokenPool.healthy();
        for (int command = System.in.read(); command >= 0; command = System.in.read()) {
            if (command == 'w') {
                pool.directBuffer(70_000).release();
            } else if (command == 'b') {
                BrokenPool.freeTwice();
            }
            System.out.println("done");
        }
    }
}
