-- One document of each user, so that there is something to read, and something that is not yours.
INSERT INTO documents (id, owner_id, title, content) VALUES
    (x'00000000000040008000000000000a01', x'a11ce000000040008000000000000001', 'Plan', 'What Alice wants to do.'),
    (x'00000000000040008000000000000b01', x'b0b00000000040008000000000000002', 'Diary', 'What Bob would rather keep to himself.');
