package io.pageconsistency.recipes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.BufferRecycler;

/** Jackson's arrays for reading and writing: used through parsers and generators, which are closed, and directly. */
final class Jackson {
    private static final int DOCUMENTS = 503;
    private static final int LONG = 20_000;

    private Jackson() {
    }

    public static void main(String[] arguments) throws Exception {
        JsonFactory factory = new JsonFactory();
        for (int i = 0; i < DOCUMENTS; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator generator = factory.createGenerator(bytes)) {
                generator.writeStartObject();
                generator.writeStringField("text" + i, "x".repeat(i % 100 == 0 ? LONG : i));
                generator.writeNumberField("number", 0.1 * i);
                generator.writeEndObject();
            }
            read(factory.createParser(bytes.toByteArray()));
            read(factory.createParser(bytes.toString(StandardCharsets.UTF_8)));
        }
        if (arguments[0].equals("misused")) {
            BufferRecycler recycler = new BufferRecycler();
            byte[] buffer = recycler.allocByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER);
            recycler.releaseByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER, buffer);
            byte[] others = recycler.allocByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER);
            System.out.println("SAME " + (buffer == others));
            recycler.releaseByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER, buffer);
            recycler.releaseByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER, others);
        }
        Outcome.print();
    }

    private static void read(JsonParser parser) throws Exception {
        try (parser) {
            while (parser.nextToken() != null) {
                parser.getText();
            }
        }
    }
}
